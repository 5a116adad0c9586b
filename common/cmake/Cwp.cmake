# The functions that every CMakeLists.txt of this project uses, and no others.
#
# Each target names all the rooms and libraries whose headers it includes; the
# tidy test holds every #include against that list.

set(CWP_GENERATED "${CMAKE_BINARY_DIR}/generated")

set(CWP_TEST_PREFIX "")
if(CWP_SANITIZE MATCHES "address")
  set(CWP_TEST_PREFIX "asan_")
elseif(CWP_SANITIZE MATCHES "thread")
  set(CWP_TEST_PREFIX "tsan_")
endif()

# Builds all tests that are labelled unit.
add_custom_target(unit_tests)

# Builds all tests that are labelled simulation.
add_custom_target(simulation_tests)

function(_cwp_record name kind)
  set(files "")
  foreach(file IN LISTS ARGN)
    if(file STREQUAL "DEPS")
      break()
    endif()
    cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" NORMALIZE)
    cmake_path(RELATIVE_PATH file BASE_DIRECTORY "${CMAKE_SOURCE_DIR}")
    list(APPEND files "\"${file}\"")
  endforeach()
  list(JOIN files ", " files)
  set(deps "")
  cmake_parse_arguments(arg "" "" "DEPS" ${ARGN})
  foreach(dep IN LISTS arg_DEPS)
    list(APPEND deps "\"${dep}\"")
  endforeach()
  list(JOIN deps ", " deps)
  set_property(GLOBAL APPEND_STRING PROPERTY CWP_TARGETS
    "  {\"name\": \"${name}\", \"kind\": \"${kind}\", \"files\": [${files}], \"deps\": [${deps}]},\n")
endfunction()

# cwp_library(name SRCS files... DEPS targets...): a room, or a part of one.
#
# SRCS lists headers too. A room of headers alone is allowed.
function(cwp_library name)
  cmake_parse_arguments(arg "" "" "SRCS;DEPS" ${ARGN})
  if(arg_SRCS MATCHES "\\.cc")
    add_library(${name} STATIC ${arg_SRCS})
    target_include_directories(${name} PUBLIC "${CMAKE_SOURCE_DIR}")
    target_link_libraries(${name} PUBLIC ${arg_DEPS} cwp_build PRIVATE cwp_options)
  else()
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE "${CMAKE_SOURCE_DIR}")
    target_link_libraries(${name} INTERFACE ${arg_DEPS} cwp_build)
  endif()
  _cwp_record(${name} library ${arg_SRCS} DEPS ${arg_DEPS})
endfunction()

# cwp_embed(target header FILES files...): builds text files into a target, which
# includes `header` as the elements of an array of strings.
function(cwp_embed target header)
  cmake_parse_arguments(arg "" "" "FILES" ${ARGN})
  set(output "${CWP_GENERATED}/${header}")
  set(inputs "")
  foreach(file IN LISTS arg_FILES)
    list(APPEND inputs "${CMAKE_CURRENT_SOURCE_DIR}/${file}")
  endforeach()
  add_custom_command(
    OUTPUT "${output}"
    COMMAND "${CMAKE_COMMAND}" "-DOUTPUT=${output}" "-DINPUTS=${inputs}"
      -P "${CMAKE_SOURCE_DIR}/common/cmake/Embed.cmake"
    DEPENDS ${inputs} "${CMAKE_SOURCE_DIR}/common/cmake/Embed.cmake" VERBATIM)
  target_sources(${target} PRIVATE "${output}")
  target_include_directories(${target} PRIVATE "${CWP_GENERATED}")
endfunction()

# cwp_binary(name SRCS files... DEPS targets...): a program, put into bin/.
function(cwp_binary name)
  cmake_parse_arguments(arg "" "" "SRCS;DEPS" ${ARGN})
  add_executable(${name} ${arg_SRCS})
  target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${arg_DEPS} cwp_build cwp_options)
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
  _cwp_record(${name} binary ${arg_SRCS} DEPS ${arg_DEPS})
endfunction()

# cwp_test(name SRCS files... DEPS targets... [LABELS labels...]
#          [TIMEOUT seconds]): a GoogleTest program.
#
# Labels say what a test needs: unit (the default) nothing, db a database,
# integration several servers, faults the programs that it kills; browser is for
# what belongs to that suite of tests/run, too. Tests labelled db, integration or
# faults run a second time, as name.postgres, with CWP_TEST_ENGINE=postgres. Those
# of the first two need TEST_POSTGRES then, as tests/run sets it, and skip
# themselves otherwise.
#
# Tests labelled simulation take millions of steps: they are built and run in
# release builds alone, in memory.
#
# In a build with sanitizers, the names of tests and labels begin with `asan_` or
# `tsan_`, so that one run of CTest can take tests from several builds; unit
# tests are labelled `asan` or `tsan` there.
function(cwp_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "SRCS;DEPS;LABELS" ${ARGN})
  add_executable(${name} ${arg_SRCS})
  target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE
    ${arg_DEPS} GTest::gmock GTest::gtest_main cwp_build cwp_options)
  if(NOT arg_LABELS)
    set(arg_LABELS unit)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  _cwp_record(${name} test ${arg_SRCS} DEPS ${arg_DEPS})
  if("simulation" IN_LIST arg_LABELS)
    _cwp_simulation_test(${name} ${arg_TIMEOUT})
    return()
  endif()
  set(test "${CWP_TEST_PREFIX}${name}")
  set(labels ${arg_LABELS})
  list(TRANSFORM labels PREPEND "${CWP_TEST_PREFIX}")
  list(TRANSFORM labels REPLACE "^([at]san)_unit$" "\\1")
  add_test(NAME ${test} COMMAND ${name})
  set_tests_properties(${test} PROPERTIES LABELS "${labels}" TIMEOUT ${arg_TIMEOUT})
  if(arg_LABELS MATCHES "db|integration|faults")
    set_tests_properties(${test} PROPERTIES ENVIRONMENT "CWP_TEST_ENGINE=sqlite")
    add_test(NAME ${test}.postgres COMMAND ${name})
    set_tests_properties(${test}.postgres PROPERTIES
      LABELS "${labels}" TIMEOUT ${arg_TIMEOUT}
      ENVIRONMENT "CWP_TEST_ENGINE=postgres"
      SKIP_REGULAR_EXPRESSION "no PostgreSQL was given")
  endif()
  if("unit" IN_LIST arg_LABELS)
    add_dependencies(unit_tests ${name})
  endif()
endfunction()

function(_cwp_simulation_test name timeout)
  if(NOT CMAKE_BUILD_TYPE STREQUAL "Release")
    set_target_properties(${name} PROPERTIES EXCLUDE_FROM_ALL TRUE)
    return()
  endif()
  add_dependencies(simulation_tests ${name})
  add_test(NAME ${name} COMMAND ${name})
  # Nothing of it has to outlive the machine, so nothing waits for a disk.
  set_tests_properties(${name} PROPERTIES LABELS simulation TIMEOUT ${timeout}
    ENVIRONMENT "TMPDIR=/dev/shm"
    SKIP_REGULAR_EXPRESSION "no PostgreSQL was given")
endfunction()

# cwp_proto(name SRCS files... DEPS targets... [GRPC]): the generated code of
# some proto files, as `name`; with GRPC also their services, as `name_grpc`.
# Messages and services are apart, because few files need the services' large
# headers.
function(cwp_proto name)
  cmake_parse_arguments(arg "GRPC" "" "SRCS;DEPS" ${ARGN})
  set(messages "")
  set(services "")
  foreach(src IN LISTS arg_SRCS)
    cmake_path(REMOVE_EXTENSION src OUTPUT_VARIABLE stem)
    set(base "${CWP_GENERATED}/${stem}")
    add_custom_command(
      OUTPUT "${base}.pb.cc" "${base}.pb.h"
      COMMAND "${CWP_PROTOC}" "-I${CMAKE_SOURCE_DIR}/proto"
        "--cpp_out=${CWP_GENERATED}" "${CMAKE_CURRENT_SOURCE_DIR}/${src}"
      DEPENDS "${src}" VERBATIM)
    list(APPEND messages "${base}.pb.cc")
    if(arg_GRPC)
      add_custom_command(
        OUTPUT "${base}.grpc.pb.cc" "${base}.grpc.pb.h"
        COMMAND "${CWP_PROTOC}" "-I${CMAKE_SOURCE_DIR}/proto"
          "--plugin=protoc-gen-grpc=${CWP_GRPC_CPP_PLUGIN}"
          "--grpc_out=${CWP_GENERATED}" "${CMAKE_CURRENT_SOURCE_DIR}/${src}"
        DEPENDS "${src}" VERBATIM)
      list(APPEND services "${base}.grpc.pb.cc")
    endif()
  endforeach()
  file(MAKE_DIRECTORY "${CWP_GENERATED}")
  add_library(${name} STATIC ${messages})
  target_include_directories(${name} SYSTEM PUBLIC "${CWP_GENERATED}")
  target_link_libraries(${name} PUBLIC protobuf::libprotobuf ${arg_DEPS} cwp_build)
  _cwp_record(${name} proto ${arg_SRCS} DEPS ${arg_DEPS})
  if(arg_GRPC)
    add_library(${name}_grpc STATIC ${services})
    target_link_libraries(${name}_grpc PUBLIC ${name} gRPC::grpc++ cwp_build)
    _cwp_record(${name}_grpc proto ${arg_SRCS} DEPS ${name})
  endif()
endfunction()

# Writes targets.json, which the tidy test reads.
function(cwp_write_targets)
  get_property(targets GLOBAL PROPERTY CWP_TARGETS)
  string(REGEX REPLACE ",\n$" "\n" targets "${targets}")
  file(WRITE "${CMAKE_BINARY_DIR}/targets.json" "[\n${targets}]\n")
endfunction()
