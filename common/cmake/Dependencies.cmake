# Everything that comes from outside, all of it packaged by Debian 12.

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Protobuf REQUIRED)
find_package(absl CONFIG REQUIRED)
# gRPC's own package file asks for c-ares's, which Debian does not ship; it is
# not needed.
find_package(gRPC CONFIG QUIET)
if(NOT gRPC_FOUND)
  message(FATAL_ERROR "gRPC was not found: install libgrpc++-dev and libgrpc-dev.")
endif()
find_package(Boost 1.81 REQUIRED COMPONENTS headers json url)
find_package(SQLite3 REQUIRED)
find_package(PostgreSQL REQUIRED)
find_package(CURL REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(prometheus-cpp CONFIG REQUIRED)
pkg_check_modules(HIREDIS REQUIRED IMPORTED_TARGET hiredis)
# The config file of libcmark-dev names a program of another package.
pkg_check_modules(CMARK REQUIRED IMPORTED_TARGET libcmark)
pkg_check_modules(EXIF REQUIRED IMPORTED_TARGET libexif)
pkg_check_modules(GD REQUIRED IMPORTED_TARGET gdlib)
pkg_check_modules(QRENCODE REQUIRED IMPORTED_TARGET libqrencode)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
find_program(CWP_PROTOC protoc REQUIRED)
find_program(CWP_GRPC_CPP_PLUGIN grpc_cpp_plugin REQUIRED)
find_path(CWP_MUSTACHE_INCLUDE kainjow/mustache.hpp REQUIRED)
find_library(CWP_CSV_LIBRARY csv REQUIRED)

# Names for what has no target of its own.
add_library(cwp_mustache INTERFACE)
target_include_directories(cwp_mustache SYSTEM INTERFACE "${CWP_MUSTACHE_INCLUDE}")
add_library(cwp_csv INTERFACE)
target_link_libraries(cwp_csv INTERFACE "${CWP_CSV_LIBRARY}")

if(CWP_BUILD_TESTS)
  find_package(GTest CONFIG REQUIRED)
  find_package(date CONFIG REQUIRED)
  pkg_check_modules(LIBICAL REQUIRED IMPORTED_TARGET libical)
endif()
