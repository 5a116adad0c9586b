# The data folder of one installation: accounts, keys, configuration, programs.
# Sourced by deploy/up.
# shellcheck shell=bash
# shellcheck disable=SC2154  # data, program, bin ... are set by deploy/up.

# The account that services run as when root starts them.
readonly service_account=cwp-booking

# What to put before a command that the account of the services is to run. It
# owns the data folder, so root itself writes nothing there, runs nothing from
# there and follows no link in it.
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

# What lies in the data folder of an installation; a backup is restored into some
# of it.
readonly data_entries=" config db demo-partner-token keys log mail media program \
restore.partial run .samples urgent-help.html urgent-help.html.new "

# Fails where there is something else already, which the account of the services
# must not be given.
check_data_folder() {
  local entry
  [[ ! -e $data || -d $data ]] || fail "$data is no folder."
  [[ -d $data ]] || return 0
  while IFS= read -r -d '' entry; do
    [[ $data_entries == *" $entry "* ]] ||
      fail "$data holds $entry, which is none of ours. Choose a folder of its own" \
        "with --data DIR."
  done < <(find "$data" -mindepth 1 -maxdepth 1 -printf '%f\0')
}

# Makes the folders of a data folder, open to the services' account alone.
make_data_folder() {
  check_data_folder
  (umask 022 && mkdir -p "$(dirname "$data")")
  (umask 077 && mkdir -p "$data")
  ((EUID != 0)) || chown --no-dereference "$service_account:$service_account" "$data"
  if ! as_account test -w "$data"; then
    echo "The account $service_account, which the services run as, cannot reach" >&2
    echo "$data. Choose a data folder below one that it can enter, such as" >&2
    echo "/var/lib, with --data DIR." >&2
    return 1
  fi
  (umask 077 && as_account mkdir -p \
    "$data"/{config,db,keys,keys/callers,keys/master,log,mail,media,run})
}

# Held until deploy/up ends: two on one folder would be in each other's way.
lock_data_folder() {
  exec 7<"$data"
  flock --nonblock 7 || fail "another deploy/up is at work on $data."
}

# as_account COMMAND...: runs it as the account of the services.
as_account() { "${as_service[@]}" "$@"; }

# Makes the keys that are missing. Keys that were made stay: without the master
# keys nobody can read what they sealed, and others cannot take their place.
make_keys() {
  local name
  for name in "${callers[@]}"; do make_key "$data/keys/callers/$name.key"; done
  for name in "${sealers[@]}"; do
    (umask 077 && as_account mkdir -p "$data/keys/master/$name")
    if compgen -G "$data/keys/master/$name/*.key" >/dev/null; then continue; fi
    if [[ -e $data/db/$name.db ]]; then
      fail "The keys that $data/db/$name.db was sealed with are missing. Put them back" \
        "into $data/keys/master/$name from where you keep them; without them nobody" \
        "can read what is sealed."
    fi
    make_key "$data/keys/master/$name/k1.key"
  done
}

# make_key FILE: 32 random bytes in base64, readable by the services alone.
make_key() {
  [[ ! -e $1 ]] || return 0
  head -c 32 /dev/urandom | base64 | write_file "$1.new"
  as_account mv -n "$1.new" "$1"
}

# Copies what runs into the data folder: a later build then does not touch what
# is running, and the account of the services need not see this checkout.
stage_programs() {
  as_account rm -rf "$program"/{templates,assets,sample}
  (umask 022 && as_account mkdir -p "$program/bin")
  stage "$bin" "$program/bin" "${services[@]/#/cwp-}" cwpctl
  stage deploy "$program" supervise sample
  stage services/web "$program" templates
  stage .build/web "$program" assets
}

# stage FROM TO NAME...: copies files and folders of FROM into TO; what there is
# not, is not copied. What is there already and no older stays.
stage() {
  local from=$1 to=$2 name there=()
  shift 2
  for name in "$@"; do
    [[ ! -e $from/$name ]] || there+=("$name")
  done
  ((${#there[@]})) || return 0
  tar --create --directory "$from" --mode=u=rwX,go=rX --owner=0 --group=0 "${there[@]}" |
    (umask 022 && as_account tar --extract --directory "$to" --no-same-owner \
      --keep-newer-files --warning=no-ignore-newer)
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

# write_file FILE: writes what comes in, readable by the account alone.
write_file() {
  (umask 077 && as_account tee "$1" >/dev/null)
}

# The lines `name = value` of the operator's file, by name.
declare -A operator_settings=()

# read_operator_settings FILE: reads them, and refuses what no service takes.
read_operator_settings() {
  local file=$1 line name number=0
  [[ -f $file && -r $file ]] || fail "$file is no file that can be read."
  while IFS= read -r line || [[ -n $line ]]; do
    number=$((number + 1))
    line=$(LC_ALL=C sed -E 's/^[[:space:]]+|[[:space:]]+$//g' <<<"$line")
    [[ -n $line && $line != \#* ]] || continue
    name=$(LC_ALL=C sed -E 's/[[:space:]]*=.*//' <<<"$line")
    if ! iconv -f UTF-8 -t UTF-8 <<<"$line" >/dev/null 2>&1; then
      fail "Line $number of $file is not UTF-8."
    fi
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
