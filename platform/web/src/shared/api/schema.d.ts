// Made from schemas/openapi.yaml by tools/gen-api.mjs.

export interface paths {
    "/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is logged in */
        get: operations["get_session"];
        put?: never;
        /**
         * Log in
         * @description Unknown log-in and wrong password are one answer, `bad_credentials`, in the same time. Too many failures from one
         *     source or against one account answer 429 with `retry_after_s` (AC-10). Each success starts a new session token.
         */
        post: operations["log_in"];
        /** Log out */
        delete: operations["log_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change one's own password
         * @description Ends every other session of the account and gives this one a new token. A first or reset password must be changed
         *     before anything else: until then every other route answers 403 `password_change_required` (AC-3).
         */
        put: operations["change_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open or closed rescue orders in the caller's scope
         * @description Both come in pages, each order once: open ones oldest first, a thousand to a page; closed ones latest closed
         *     first. The last page has no `next_cursor`. `change_seq` is the number of the newest change contained: continue
         *     on `/live` from that of the first page.
         */
        get: operations["list_orders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One rescue order with its time line */
        get: operations["get_order"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{id}/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept, arrive or rescued, for one dispatch (RS-2, RS-14)
         * @description A repeat with the same `Idempotency-Key` and body takes nothing twice and answers 200 with the order as it is now;
         *     with another body 409 `idempotency_mismatch`. If the order has moved on from `If-Match`, 409 `version_clash` with the order as it is now
         *     in `current`, so that whoever came second sees who was first.
         */
        post: operations["take_step"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{id}/step-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take one step of a dispatch back, with a reason (RS-2) */
        post: operations["step_back"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A dispatcher takes a dispatch back that nobody has accepted (I2)
         * @description Of an acceptance and a withdrawal at once one wins; the other is answered 409 with the order as it is now. The
         *     level can be dispatched again, as its next round.
         */
        post: operations["withdraw_dispatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{id}/opened": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A dispatcher has opened the order (RS-12)
         * @description For dispatchers and administrators. The first one in a round counts; later ones change nothing.
         */
        post: operations["open_at_desk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open mass incidents, newest first
         * @description For dispatchers and administrators. Entrapments of one cause (a power cut, say) are one incident.
         */
        get: operations["list_incidents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/incidents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One incident with its orders, a page at a time, open ones first
         * @description One that has grown into a larger one answers with the larger one.
         */
        get: operations["get_incident"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/contact-findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Contacts that could not be reached if they were needed now (G6)
         * @description Of the account's unit or district; of the whole city for accounts without either. Numbers are masked for regulators.
         */
        get: operations["list_contact_findings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chains": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Posts and escalation chains by district, as what would happen now if nobody did anything
         * @description Of the account's district, or of all. Not for accounts of a unit. Read only.
         */
        get: operations["list_chains"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/desk-alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What rings at the desk and nobody has acknowledged
         * @description For dispatchers and administrators.
         */
        get: operations["list_desk_alerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/desk-alerts/{id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Somebody at the desk has seen it
         * @description For dispatchers and administrators. A second acknowledgement changes nothing; the first one's name stays.
         */
        post: operations["acknowledge_desk_alert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every change in the caller's scope, as it is committed
         * @description `text/event-stream`. After a break, `Last-Event-ID` first brings what was missed; if that is no longer held,
         *     `resync` tells the page to fetch everything anew. Then comes `hello`, and one `change` per committed change, whose
         *     `id:` is the change's number. A comment line comes every 15 s. A reader that lets more
         *     than 1 MiB wait is cut off; a session that is ended, revoked or expired is cut off within 5 s.
         */
        get: operations["live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Id: string;
        /** @description Milliseconds since 1970 UTC */
        Ms: number;
        Problem: {
            /** @constant */
            type: "about:blank";
            /** @description Chinese */
            title: string;
            title_en: string;
            status: number;
            /** @enum {string} */
            code: "bad_request" | "bad_json" | "unknown_field" | "invalid_field" | "not_logged_in" | "bad_credentials" | "wrong_password" | "weak_password" | "too_many_attempts" | "password_change_required" | "csrf_refused" | "forbidden" | "not_found" | "method_not_allowed" | "body_too_large" | "header_too_large" | "unsupported_media_type" | "idempotency_key_required" | "idempotency_mismatch" | "version_required" | "version_clash" | "step_refused" | "busy" | "internal";
            /** @description More for a developer or a log; English; never needed by a user */
            detail?: string;
            /** @description The body member or parameter at fault */
            field?: string;
            /** @description Which part of a policy failed (weak_password) or why a step is refused */
            rule?: string;
            retry_after_s?: number;
            current?: components["schemas"]["OrderDetail"];
        };
        LogIn: {
            login: string;
            password: string;
        };
        PasswordChange: {
            current: string;
            /** @description AC-3: 6–20 of letters, digits, dot, underscore, at least two of these kinds, not a common one */
            new: string;
        };
        /** @enum {string} */
        Role: "administrator" | "dispatcher" | "regulator" | "maintenance_main" | "maintenance_sub";
        Account: {
            id: components["schemas"]["Id"];
            login: string;
            name: string;
            role: components["schemas"]["Role"];
            unit_id?: components["schemas"]["Id"];
            unit_name?: string;
            /** @description Name of a dispatcher's or regulator's district; absent for the whole city */
            district?: string;
        };
        Session: {
            account: components["schemas"]["Account"];
            must_change_password: boolean;
            /** @description Value of X-CSRF-Token for this session */
            csrf: string;
        };
        /** @enum {string} */
        OrderState: "received" | "dispatched" | "accepted" | "arrived" | "rescued";
        Closing: {
            /**
             * @description RS-8 处置结果
             * @enum {string}
             */
            result: "trapped" | "false_alarm" | "commissioning" | "cleaning" | "maintenance" | "repair" | "installation";
            /** @description RS-16 code */
            cause?: string;
            people_trapped?: number;
            people_hurt?: number;
            scene?: string;
        };
        StepRequest: {
            /** @enum {integer} */
            level: 1 | 2;
            /**
             * @description dispatched: by the desk alone, where a district lets a dispatcher confirm first (RS-3)
             * @enum {string}
             */
            step: "dispatched" | "accepted" | "arrived" | "rescued";
            remark?: string;
            /** @description With step rescued only */
            closing?: components["schemas"]["Closing"];
        };
        StepBackRequest: {
            /** @enum {integer} */
            level: 1 | 2;
            reason: string;
        };
        ElevatorBrief: {
            id: components["schemas"]["Id"];
            /** @description 电梯唯一码 */
            code: string;
            place: string;
            district: string;
            estate: string;
            in_city_centre: boolean;
        };
        /** @description What the box saw, as of its newest event of the order */
        Seen: {
            /** @description Name of schemas/codes/events.csv, e.g. trapped */
            kind: string;
            /** @description DV-21, e.g. outside_zone */
            reasons: string[];
            floor?: string;
            between?: string[];
            position_m?: number;
            /** @enum {string} */
            occupancy?: "occupied" | "empty" | "unknown";
            mains?: boolean;
            /** @description What a member of the public wrote */
            remark?: string;
        };
        Limit: {
            step: components["schemas"]["OrderState"];
            /** @description A new episode starts a new accept round (RS-4) */
            round?: number;
            due_ms: components["schemas"]["Ms"];
            fired_ms?: components["schemas"]["Ms"];
            met_ms?: components["schemas"]["Ms"];
        };
        Dispatch: {
            /** @enum {integer} */
            level: 1 | 2;
            round?: number;
            unit_id: components["schemas"]["Id"];
            unit_name: string;
            /** @description 24-hour telephone of the unit */
            unit_phone?: string;
            state: components["schemas"]["OrderState"];
            dispatched_ms: components["schemas"]["Ms"];
            accepted_ms?: components["schemas"]["Ms"];
            accepted_by?: string;
            arrived_ms?: components["schemas"]["Ms"];
            arrived_by?: string;
            rescued_ms?: components["schemas"]["Ms"];
            rescued_by?: string;
            /** @description RS-14: the other dispatch rescued first, or it was withdrawn */
            not_needed: boolean;
            /** @description I2: taken back by a dispatcher */
            withdrawn?: boolean;
            /** @description RS-7 处置合规 of this dispatch, in the detail; absent while undecided */
            compliant?: boolean;
            /** @description RS-7 救援及时 of this dispatch, in the detail; absent while undecided */
            timely?: boolean;
            limits: components["schemas"]["Limit"][];
        };
        NextDeadline: {
            /** @enum {integer} */
            level: 1 | 2;
            step: components["schemas"]["OrderState"];
            due_ms: components["schemas"]["Ms"];
        };
        /** @description Can the limits still be met, by the crew that is nearest to it? A guess from usual times, as of the answer */
        Forecast: {
            /** @enum {string} */
            prospect: "on_time" | "at_risk" | "lost";
            /** @enum {integer} */
            level: 1 | 2;
            /** @description Whose limit decides */
            step: components["schemas"]["OrderState"];
            /** @description Left at that limit if the crew takes its usual time; negative: too late by this */
            spare_ms: number;
            /** @description From when on it is at_risk if nothing happens; absent if it is so already */
            at_risk_ms?: components["schemas"]["Ms"];
            /** @description The same for lost */
            lost_ms?: components["schemas"]["Ms"];
        };
        Incident: {
            id: components["schemas"]["Id"];
            /** @enum {string} */
            extent: "estate" | "district";
            /** @enum {string} */
            cause: "mains_loss" | "many";
            district: string;
            /** @description Absent for the whole district */
            estate?: string;
            began_ms: components["schemas"]["Ms"];
            /** @description When the newest order joined */
            last_ms: components["schemas"]["Ms"];
            closed_ms?: components["schemas"]["Ms"];
            order_count: number;
            open_count: number;
            /** @description Open orders that no crew has accepted */
            waiting_count: number;
        };
        IncidentList: {
            incidents: components["schemas"]["Incident"][];
            now_ms: components["schemas"]["Ms"];
        };
        IncidentDetail: {
            id: components["schemas"]["Id"];
            /** @enum {string} */
            extent: "estate" | "district";
            /** @enum {string} */
            cause: "mains_loss" | "many";
            district: string;
            estate?: string;
            began_ms: components["schemas"]["Ms"];
            last_ms: components["schemas"]["Ms"];
            closed_ms?: components["schemas"]["Ms"];
            order_count: number;
            open_count: number;
            waiting_count: number;
            /** @description Of this page */
            orders: components["schemas"]["OrderSummary"][];
            pages: number;
            now_ms: components["schemas"]["Ms"];
        };
        ContactFinding: {
            unit_id: components["schemas"]["Id"];
            unit_name: string;
            /** @description Absent where the unit has nobody */
            name?: string;
            phone?: string;
            /** @enum {string} */
            finding: "no_rescuer" | "no_phone" | "invalid_number" | "failing";
            since_ms: components["schemas"]["Ms"];
        };
        ContactFindingList: {
            findings: components["schemas"]["ContactFinding"][];
            now_ms: components["schemas"]["Ms"];
        };
        ForeseenStep: {
            /** @enum {string} */
            kind: "desk_rings" | "unit_dispatched" | "confirmation" | "next_channel" | "accept_limit" | "second_dispatched" | "no_second" | "chain_step";
            /** @description After the opening; after the dispatch where that waits for a dispatcher */
            after_ms: number;
            waits_for_dispatch: boolean;
            /**
             * @description Of a step of the chain
             * @enum {string}
             */
            who?: "next_desk" | "rescuer" | "manager" | "second_unit" | "rescue_office";
            /** @enum {string} */
            channel?: "desk" | "sms" | "voice";
            /** @enum {string} */
            until?: "opened" | "accepted" | "arrived" | "closed" | "delivered";
            people: components["schemas"]["ForeseenPerson"][];
            /** @description Units of the district with nobody to tell */
            without: string[];
        };
        ForeseenPerson: {
            name: string;
            /** @description Absent when none is known */
            phone?: string;
            /** @description Absent for a post */
            unit_name?: string;
        };
        DistrictChain: {
            id: components["schemas"]["Id"];
            code: string;
            name: string;
            /** @description False: the one for all districts without their own */
            own_chain: boolean;
            /** @description Units that maintain elevators there; the people of the first 50 are named */
            unit_count: number;
            posts: {
                /** @enum {string} */
                kind: "desk" | "rescue_office";
                name: string;
                phone?: string;
                own: boolean;
            }[];
            /** @description By time */
            steps: components["schemas"]["ForeseenStep"][];
        };
        ChainList: {
            districts: components["schemas"]["DistrictChain"][];
            now_ms: components["schemas"]["Ms"];
        };
        NoticeCounts: {
            pending: number;
            delivered: number;
            failed: number;
        };
        OrderSummary: {
            id: components["schemas"]["Id"];
            version: number;
            elevator: components["schemas"]["ElevatorBrief"];
            state: components["schemas"]["OrderState"];
            /** @enum {string} */
            tag: "normal" | "drill" | "test";
            /** @enum {string} */
            source: "monitor" | "public" | "desk";
            /** @description RS-13: the alarm arrived late */
            late: boolean;
            /** @description RS-11 维保中 */
            during_maintenance?: boolean;
            happened_ms: components["schemas"]["Ms"];
            opened_ms: components["schemas"]["Ms"];
            recovered_ms?: components["schemas"]["Ms"];
            closed_ms?: components["schemas"]["Ms"];
            seen: components["schemas"]["Seen"];
            dispatches: components["schemas"]["Dispatch"][];
            next_deadline?: components["schemas"]["NextDeadline"];
            /** @description A limit of the order has passed unmet */
            overdue: boolean;
            forecast?: components["schemas"]["Forecast"];
            incident_id?: components["schemas"]["Id"];
            /** @description The name of the alarm in the logs of box and servers */
            trace?: string;
            notices: components["schemas"]["NoticeCounts"];
            /** @description As Closing.result */
            result?: string;
        };
        OrderPage: {
            orders: components["schemas"]["OrderSummary"][];
            next_cursor?: string;
            now_ms: components["schemas"]["Ms"];
            change_seq: number;
        };
        Contact: {
            /**
             * @description Of the dispatch whose unit it is
             * @enum {integer}
             */
            level: 1 | 2;
            /** @enum {string} */
            role: "manager" | "rescuer";
            name: string;
            /** @description Masked (138****0001) unless the caller may see it */
            phone?: string;
            unit_name?: string;
        };
        TimelineEntry: {
            at_ms: components["schemas"]["Ms"];
            recorded_ms: components["schemas"]["Ms"];
            kind: string;
            /** @enum {integer} */
            level?: 1 | 2;
            step?: components["schemas"]["OrderState"];
            /** @description Of a limit that passed */
            due_ms?: components["schemas"]["Ms"];
            /** @description Empty for the system */
            by: string;
            remark?: string;
            text_zh: string;
            text_en: string;
        };
        OrderEvent: {
            id: components["schemas"]["Id"];
            kind: string;
            monitor?: string;
            episode?: string;
            happened_ms: components["schemas"]["Ms"];
            received_ms: components["schemas"]["Ms"];
            facts: components["schemas"]["Seen"];
            /** @description DV-23: the numbers of schemas/codes that stand for it; empty when there is none */
            codes: components["schemas"]["EventCode"][];
            text_zh: string;
            text_en: string;
        };
        EventCode: {
            /** @description Name of schemas/codes/dialects.csv, e.g. gbt24476_chongqing */
            dialect: string;
            /** @description As the dialect writes it, e.g. 04 */
            code: string;
        };
        Notice: {
            to_name: string;
            /** @description Masked (138****0001) unless the caller may see it */
            phone: string;
            /** @enum {string} */
            channel: "sms" | "voice";
            text: string;
            /** @enum {string} */
            state: "pending" | "sending" | "sent" | "delivered" | "failed" | "superseded" | "no_phone" | "merged";
            tries: number;
            created_ms: components["schemas"]["Ms"];
            sent_ms?: components["schemas"]["Ms"];
            error?: string;
        };
        OrderDetail: {
            id: components["schemas"]["Id"];
            version: number;
            elevator: components["schemas"]["ElevatorBrief"];
            state: components["schemas"]["OrderState"];
            /** @enum {string} */
            tag: "normal" | "drill" | "test";
            /** @enum {string} */
            source: "monitor" | "public" | "desk";
            late: boolean;
            /** @description RS-11 维保中 */
            during_maintenance?: boolean;
            happened_ms: components["schemas"]["Ms"];
            opened_ms: components["schemas"]["Ms"];
            recovered_ms?: components["schemas"]["Ms"];
            closed_ms?: components["schemas"]["Ms"];
            seen: components["schemas"]["Seen"];
            dispatches: components["schemas"]["Dispatch"][];
            next_deadline?: components["schemas"]["NextDeadline"];
            overdue: boolean;
            forecast?: components["schemas"]["Forecast"];
            incident_id?: components["schemas"]["Id"];
            /** @description The name of the alarm in the logs of box and servers */
            trace?: string;
            notice_counts: components["schemas"]["NoticeCounts"];
            result?: string;
            closing?: components["schemas"]["Closing"];
            /** @description RS-7 处置合规; absent while undecided */
            compliant?: boolean;
            /** @description RS-7 救援及时; absent while undecided */
            timely?: boolean;
            contacts: components["schemas"]["Contact"][];
            timeline: components["schemas"]["TimelineEntry"][];
            events: components["schemas"]["OrderEvent"][];
            notices: components["schemas"]["Notice"][];
        };
        DeskAlert: {
            id: components["schemas"]["Id"];
            kind: string;
            raised_ms: components["schemas"]["Ms"];
            order_id?: components["schemas"]["Id"];
            elevator_id?: components["schemas"]["Id"];
            monitor?: string;
            text_zh: string;
            text_en: string;
        };
        DeskAlertList: {
            alerts: components["schemas"]["DeskAlert"][];
            next_cursor?: string;
            now_ms: components["schemas"]["Ms"];
        };
        LiveHello: {
            now_ms: components["schemas"]["Ms"];
            change_seq: number;
        };
        LiveChange: {
            seq: number;
            /** @description order, notice (of the order order_id), desk_alert, incident (incident_id), ... */
            kind: string;
            incident_id?: components["schemas"]["Id"];
            order_id?: components["schemas"]["Id"];
            order?: components["schemas"]["OrderSummary"];
        };
    };
    responses: {
        /** @description The session */
        Session: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Session"];
            };
        };
        /** @description The order as it is now */
        Order: {
            headers: {
                /** @description The version in quotes */
                ETag?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["OrderDetail"];
            };
        };
        /** @description Refused; `code` says why */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        OrderId: components["schemas"]["Id"];
        Csrf: string;
        /** @description A UUID made by the client for this one intention, kept over its retries. */
        IdempotencyKey: string;
        /** @description The order's version that the client saw, in quotes. */
        IfMatch: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    get_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Session"];
            401: components["responses"]["Problem"];
        };
    };
    log_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LogIn"];
            };
        };
        responses: {
            200: components["responses"]["Session"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    log_out: {
        parameters: {
            query?: never;
            header: {
                "X-CSRF-Token": components["parameters"]["Csrf"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session is ended and its cookie removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header: {
                "X-CSRF-Token": components["parameters"]["Csrf"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            200: components["responses"]["Session"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
        };
    };
    list_orders: {
        parameters: {
            query?: {
                state?: "open" | "closed";
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Orders */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderPage"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
        };
    };
    get_order: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Order"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
        };
    };
    take_step: {
        parameters: {
            query?: never;
            header: {
                "X-CSRF-Token": components["parameters"]["Csrf"];
                /** @description A UUID made by the client for this one intention, kept over its retries. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /** @description The order's version that the client saw, in quotes. */
                "If-Match": components["parameters"]["IfMatch"];
            };
            path: {
                id: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StepRequest"];
            };
        };
        responses: {
            200: components["responses"]["Order"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            428: components["responses"]["Problem"];
        };
    };
    step_back: {
        parameters: {
            query?: never;
            header: {
                "X-CSRF-Token": components["parameters"]["Csrf"];
                /** @description A UUID made by the client for this one intention, kept over its retries. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /** @description The order's version that the client saw, in quotes. */
                "If-Match": components["parameters"]["IfMatch"];
            };
            path: {
                id: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StepBackRequest"];
            };
        };
        responses: {
            200: components["responses"]["Order"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            428: components["responses"]["Problem"];
        };
    };
    withdraw_dispatch: {
        parameters: {
            query?: never;
            header: {
                "X-CSRF-Token": components["parameters"]["Csrf"];
                /** @description A UUID made by the client for this one intention, kept over its retries. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
                /** @description The order's version that the client saw, in quotes. */
                "If-Match": components["parameters"]["IfMatch"];
            };
            path: {
                id: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StepBackRequest"];
            };
        };
        responses: {
            200: components["responses"]["Order"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            428: components["responses"]["Problem"];
        };
    };
    open_at_desk: {
        parameters: {
            query?: never;
            header: {
                "X-CSRF-Token": components["parameters"]["Csrf"];
            };
            path: {
                id: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Known now */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
        };
    };
    list_incidents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Incidents */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncidentList"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
        };
    };
    get_incident: {
        parameters: {
            query?: {
                /** @description By people inside, by minutes since the alarm, or by estate and place */
                sort?: "people" | "minutes" | "site";
                page?: number;
            };
            header?: never;
            path: {
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The incident */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncidentDetail"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
        };
    };
    list_contact_findings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Findings, the oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactFindingList"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
        };
    };
    list_chains: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Districts by their codes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChainList"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
        };
    };
    list_desk_alerts: {
        parameters: {
            query?: {
                state?: "open";
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Alerts, newest first, five hundred to a page; the last page has no `next_cursor` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeskAlertList"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
        };
    };
    acknowledge_desk_alert: {
        parameters: {
            query?: never;
            header: {
                "X-CSRF-Token": components["parameters"]["Csrf"];
            };
            path: {
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Acknowledged. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
        };
    };
    live: {
        parameters: {
            query?: {
                /** @description As Last-Event-ID, for a page's first connection; the `change_seq` of the list it has fetched. */
                after?: string;
            };
            header?: {
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream. `event: hello` carries LiveHello, `event: change` LiveChange, `event: resync` LiveHello. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
        };
    };
}
