# Builds one preset with visible progress. Sourced by deploy/up and tests/run.
# shellcheck shell=bash

# build PRESET [-DNAME=VALUE...] [-- TARGET...]: from the top of the tree.
# CMake runs only when there is no build yet or an option differs from it;
# Ninja runs it again by itself when a CMake file changed.
build() {
  local preset=$1 folder=.build/$1 options=()
  shift
  while (($#)) && [[ $1 != -- ]]; do
    options+=("$1")
    shift
  done
  if [[ ${1:-} == -- ]]; then shift; fi
  if [[ ! -f $folder/build.ninja ]] || ! options_hold "$folder" "${options[@]}"; then
    cmake --preset "$preset" "${options[@]}" >"$(log_of "$preset")" 2>&1 || {
      cat "$(log_of "$preset")" >&2
      return 1
    }
  fi
  # What one checkout compiled serves another one too.
  CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1 NINJA_STATUS='[%f/%t, %e s] ' \
    ninja -C "$folder" "$@"
}

# Where the configuration of a preset is logged, outside of its own folder.
log_of() {
  mkdir -p .build
  echo ".build/configure-$1.log"
}

# Whether a build folder was configured with these -DNAME=VALUE options.
options_hold() {
  local folder=$1 option
  shift
  for option in "$@"; do
    option=${option#-D}
    grep -q "^${option%%=*}:[A-Z]*=${option#*=}\$" "$folder/CMakeCache.txt" || return 1
  done
}
