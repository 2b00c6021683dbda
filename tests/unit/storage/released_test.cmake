# embed.cmake takes the migrations as they are, and refuses them with one of the released ones edited or gone.
cmake_minimum_required(VERSION 3.25)

function(embed expected)
  execute_process(COMMAND ${CMAKE_COMMAND} -DIN=${SCRATCH}/sql -DOUT=${SCRATCH}/migrations.hpp -P ${SQL}/embed.cmake
                  RESULT_VARIABLE status ERROR_VARIABLE said)
  if(expected STREQUAL "taken" AND NOT status EQUAL 0)
    message(FATAL_ERROR "refused as they are: ${said}")
  elseif(expected STREQUAL "refused" AND NOT said MATCHES "0003_ingest.sql was released")
    message(FATAL_ERROR "not refused")
  endif()
endfunction()

function(fresh_copy)
  file(REMOVE_RECURSE ${SCRATCH})
  file(COPY ${SQL} DESTINATION ${SCRATCH})
endfunction()

fresh_copy()
embed(taken)
file(APPEND ${SCRATCH}/sql/0003_ingest.sql "-- a word more\n")
embed(refused)
fresh_copy()
file(REMOVE ${SCRATCH}/sql/0003_ingest.sql)
embed(refused)
file(REMOVE_RECURSE ${SCRATCH})
