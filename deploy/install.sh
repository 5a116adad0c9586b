# Installs what is missing, and only that. Sourced by deploy/up and tests/run.
# shellcheck shell=bash

# What this machine still needs of some sections of packages.txt.
missing_packages() {
  local list section package command status wanted=()
  local -A installed=()
  list=$(dirname "${BASH_SOURCE[0]}")/packages.txt
  while read -r section package command; do
    [[ " $* " == *" $section "* ]] || continue
    [[ -n $command ]] && command -v "$command" >/dev/null && continue
    wanted+=("$package")
  done <"$list"
  while read -r package status; do
    [[ $status != installed ]] || installed[$package]=yes
  done < <(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${wanted[@]}" 2>/dev/null)
  for package in "${wanted[@]}"; do
    [[ -n ${installed[$package]:-} ]] || echo "$package"
  done
}

# install_packages SECTION...: brings Debian's packages of these sections.
install_packages() {
  local missing log
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0
  echo "Installing ${#missing[@]} Debian packages: ${missing[*]}"
  local root=()
  if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
      echo "These packages are missing, and installing them needs root or sudo." >&2
      return 1
    fi
    root=(sudo)
  fi
  log=$(mktemp)
  if ! "${root[@]}" "$(dirname "${BASH_SOURCE[0]}")/apt-install" "${missing[@]}" \
    </dev/null >"$log" 2>&1; then
    cat "$log" >&2
    return 1
  fi
  rm "$log"
}

# install_node DIR: brings the Node packages that DIR/package-lock.json names,
# unless they are there. Nothing of them runs while they are installed, and what
# is used of them works on Debian's Node 18, whatever they say of themselves.
install_node() {
  local dir=$1 stamp=$1/node_modules/.installed
  cmp -s "$dir/package-lock.json" "$stamp" && return 0
  echo "Installing the Node packages of $dir"
  (cd "$dir" && PUPPETEER_SKIP_DOWNLOAD=1 PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 \
    npm ci --ignore-scripts --engine-strict=false --no-audit --no-fund \
      --loglevel=error)
  cp "$dir/package-lock.json" "$stamp"
}
