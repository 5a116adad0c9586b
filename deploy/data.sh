# The data folder of one installation: accounts, keys, configuration, programs.
# Sourced by deploy/up.
# shellcheck shell=bash
# shellcheck disable=SC2154  # data, program, bin ... are set by deploy/up.

# The account that services run as when root starts them.
readonly service_account=cwp-booking

# What to put before a command that the account of the services is to run.
as_service=()
if ((EUID == 0)); then
  as_service=(
    setpriv --reuid="$service_account" --regid="$service_account" --init-groups
    --no-new-privs --
  )
fi

make_account() {
  ((EUID == 0)) || return 0
  getent passwd "$service_account" >/dev/null && return 0
  useradd --system --user-group --no-create-home --home-dir /nonexistent \
    --shell /usr/sbin/nologin "$service_account"
}

# Makes the folders of a data folder, open to the services' account alone.
make_data_folder() {
  local folders=("$data" "$data"/{config,db,keys,keys/callers,keys/master,log,mail,media,run})
  (umask 022 && mkdir -p "$(dirname "$data")")
  (umask 077 && mkdir -p "${folders[@]}")
  own "${folders[@]}"
  if ! "${as_service[@]}" test -w "$data"; then
    echo "The account $service_account, which the services run as, cannot reach" >&2
    echo "$data. Choose a data folder below one that it can enter, such as" >&2
    echo "/var/lib, with --data DIR." >&2
    return 1
  fi
}

# own PATH...: gives files and folders to the account of the services.
own() {
  ((EUID != 0)) || chown "$service_account:$service_account" "$@"
}

# Makes the keys that are missing. Keys that were made stay: without the master
# keys nobody can read what they sealed.
make_keys() {
  local name
  for name in "${callers[@]}"; do make_key "$data/keys/callers/$name.key"; done
  for name in "${sealers[@]}"; do
    (umask 077 && mkdir -p "$data/keys/master/$name")
    own "$data/keys/master/$name"
    make_key "$data/keys/master/$name/k1.key"
  done
}

# make_key FILE: 32 random bytes in base64, readable by the services alone.
make_key() {
  [[ ! -e $1 ]] || return 0
  (umask 077 && head -c 32 /dev/urandom | base64 >"$1.new")
  own "$1.new"
  mv -n "$1.new" "$1"
}

# Copies what runs into the data folder: a later build then does not touch what
# is running, and the account of the services need not see this checkout.
stage_programs() {
  local name
  (umask 022 && mkdir -p "$program/bin")
  for name in "${services[@]/#/cwp-}" cwpctl; do
    cp --update --preserve=timestamps "$bin/$name" "$program/bin/$name"
    chmod 755 "$program/bin/$name"
  done
  cp deploy/supervise "$program/supervise"
  stage_folder services/web/templates "$program/templates"
  stage_folder .build/web/assets "$program/assets"
  stage_folder deploy/sample "$program/sample"
}

# stage_folder FROM TO: makes TO a copy of FROM, if there is such a folder.
stage_folder() {
  [[ -d $1 ]] || return 0
  rm -rf "$2"
  cp -r "$1" "$2"
  chmod -R u=rwX,go=rX "$2"
}

# Writes the configuration of every service, with what the operator's own file
# says.
write_configuration() {
  local service
  for service in "${services[@]}"; do
    {
      settings_of "$service"
      operator_settings_for "$service"
    } | write_file "$data/config/$service.conf"
  done
  settings_of_cwpctl | write_file "$data/config/cwpctl.conf"
  redis_settings | write_file "$data/config/redis.conf"
}

write_file() {
  (umask 077 && cat >"$1")
  own "$1"
}

# The lines `name = value` of the operator's file, by name.
declare -A operator_settings=()

# read_operator_settings FILE: reads them, and refuses what no service takes.
read_operator_settings() {
  local file=$1 line name number=0
  [[ -r $file ]] || fail "$file cannot be read."
  while IFS= read -r line || [[ -n $line ]]; do
    number=$((number + 1))
    line=$(sed -E 's/^[[:space:]]+|[[:space:]]+$//g' <<<"$line")
    [[ -n $line && $line != \#* ]] || continue
    name=$(sed -E 's/[[:space:]]*=.*//' <<<"$line")
    if [[ $line != *=* || -z ${passed_on[$name]:-} ]]; then
      fail "Line $number of $file sets nothing that is known." \
        "Known settings: $(printf '%s\n' "${!passed_on[@]}" | sort | paste -sd' ')."
    fi
    operator_settings[$name]=$line
  done <"$file"
}

operator_settings_for() {
  local name
  for name in "${!operator_settings[@]}"; do
    [[ " ${passed_on[$name]} " != *" $1 "* ]] || echo "${operator_settings[$name]}"
  done
}
