// From power-on to main: the FPU as the engine needs it (round to nearest, denormals kept: FPSCR as reset leaves it),
// a stack whose use can be measured, data and zeros. Whatever goes wrong ends the program with status 255.
        .syntax unified
        .cpu cortex-m4
        .fpu fpv4-sp-d16
        .thumb

        .section .vectors, "a"
        .word   stack_top
        .word   reset + 1
        .rept   14
        .word   fault + 1
        .endr

        .section .text.startup, "ax"
        .global reset
        .type   reset, %function
reset:
        ldr     r0, =coprocessor_access
        ldr     r1, [r0]
        orr     r1, r1, #(0xF << 20)
        str     r1, [r0]
        dsb
        isb

        ldr     r0, =stack_bottom
        ldr     r1, =stack_top
        ldr     r2, =0xC5C5C5C5
1:      cmp     r0, r1
        it      lo
        strlo   r2, [r0], #4
        blo     1b

        ldr     r0, =data_start
        ldr     r1, =data_end
        ldr     r2, =data_load
2:      cmp     r0, r1
        ittt    lo
        ldrlo   r3, [r2], #4
        strlo   r3, [r0], #4
        blo     2b

        ldr     r0, =bss_start
        ldr     r1, =bss_end
        movs    r2, #0
3:      cmp     r0, r1
        it      lo
        strlo   r2, [r0], #4
        blo     3b

        bl      main
        bl      leave
        .ltorg
        .size   reset, . - reset

        .type   fault, %function
fault:
        movs    r0, #255
        bl      leave
        .size   fault, . - fault

// std::uint32_t semihosting_call(std::uint32_t operation, void* arguments)
// Arm's Semihosting for AArch32 and AArch64, 3.1: T32 on M profile.
        .section .text.semihosting_call, "ax"
        .global semihosting_call
        .type   semihosting_call, %function
semihosting_call:
        bkpt    0xAB
        bx      lr
        .size   semihosting_call, . - semihosting_call

// void known_loop(std::uint32_t rounds): two instructions a round, and one more
        .section .text.known_loop, "ax"
        .global known_loop
        .type   known_loop, %function
known_loop:
        subs    r0, r0, #1
        bne     known_loop
        bx      lr
        .size   known_loop, . - known_loop
