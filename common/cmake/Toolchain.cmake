# How everything is compiled: standard, warnings, sanitizers, quick tools.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

option(CWP_BUILD_TESTS "Build the tests." ON)
set(CWP_SANITIZE "" CACHE STRING
    "Sanitizers to build with: address,undefined or thread.")

# Line tables are enough for stack traces, and much quicker to write than -g.
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")

find_program(CWP_CCACHE ccache)
if(CWP_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CWP_CCACHE}")
endif()
find_program(CWP_MOLD mold)

# What every target of ours is compiled with, generated code excepted. GCC 12
# sees overlaps in std::string that are none (its bug 105651): no -Wrestrict.
add_library(cwp_options INTERFACE)
target_compile_options(cwp_options INTERFACE
  -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wno-missing-field-initializers
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict> -Werror)

# What every target is compiled and linked with, generated code included.
add_library(cwp_build INTERFACE)
target_compile_options(cwp_build INTERFACE -fno-omit-frame-pointer)
if(CWP_MOLD)
  target_link_options(cwp_build INTERFACE "-fuse-ld=mold")
endif()
if(CWP_SANITIZE)
  target_compile_options(cwp_build INTERFACE
    "-fsanitize=${CWP_SANITIZE}" -O1)
  # mold 1.10 at times begins the part that is protected after relocation before
  # its page, and the loader then refuses the program; tests need no protection.
  target_link_options(cwp_build INTERFACE "-fsanitize=${CWP_SANITIZE}"
    -Wl,-z,norelro)
  if(CWP_SANITIZE MATCHES "undefined")
    target_compile_options(cwp_build INTERFACE -fno-sanitize-recover=undefined)
  endif()
  if(CWP_SANITIZE MATCHES "thread")
    # ThreadSanitizer knows no fences, and the compiler says so; Asio has locks
    # where it matters.
    target_compile_definitions(cwp_build INTERFACE
      BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
endif()
