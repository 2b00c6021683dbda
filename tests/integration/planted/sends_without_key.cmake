# G4, G7: each try of a notice is a new one to the provider.
set(SOURCE gateway/notices/sms_client.cpp)
set(FROM "{{\"key\", request.key}")
set(TO "{{\"key\", request.key + fmt::format(\"-{}\", static_cast<const void*>(transfer.get()))}")
