# The services of one installation: their order, ports and settings. This is the
# one place that knows how they are wired to each other. Sourced by deploy/up.
# shellcheck shell=bash
# shellcheck disable=SC2154  # data, port, listen ... are options of deploy/up.
# shellcheck disable=SC2034  # deploy/up and data.sh use what is set here.

# In order of start.
services=(scheduling registration webinars notifications gateway web)

# Who signs calls: every service, and the operator's command.
callers=("${services[@]}" cwpctl)

# Who seals data with master keys of its own.
sealers=(scheduling registration web)

# Where each of them listens, counted from --port.
declare -A rpc_offset=(
  [scheduling]=2 [registration]=3 [webinars]=4 [notifications]=5 [gateway]=6
  [web]=7
)
declare -A admin_offset=(
  [scheduling]=10 [registration]=11 [webinars]=12 [notifications]=13
  [gateway]=14 [web]=15
)
readonly redis_offset=8 last_offset=15

rpc_address() { echo "127.0.0.1:$((port + rpc_offset[$1]))"; }
admin_address() { echo "127.0.0.1:$((port + admin_offset[$1]))"; }
redis_address() { echo "127.0.0.1:$((port + redis_offset))"; }

# Which settings of the operator's --config file go to which services.
declare -A passed_on=(
  [organisation]="notifications gateway web"
  [organisation-id]="gateway"
  [contact-email]="notifications web"
  [contact-phone]="notifications web"
  [opening-hours]="notifications web"
  [opening-times]="web"
  [live-readers]="web"
  [statement-date]="web"
  [statement-reviewed]="web"
  [statement-tested]="web"
  [self-check]="web"
  [texts]="web"
  [urgent-name]="web"
  [urgent-phone]="notifications web"
  [urgent-hours]="web"
  [urgent-checked]="web"
  [urgent-signed-by]="web"
  [urgent-help-copy]="web"
  [privacy-url]="web"
  [exit-url]="web"
  [logo]="web"
  [logo-alt]="web"
  [white-header]="web"
  [service-name]="web"
  [area]="web"
  [area-question]="web"
  [ask-area]="registration web"
  [ask-age]="registration web"
  [min-age]="registration web"
  [max-age]="registration web"
  [own-booking-age]="registration web"
  [retention-days]="registration web"
  [hold-seconds]="registration"
  [hold-extensions]="registration"
  [client-places]="registration"
  [contact-bookings]="registration"
  [waitlist-passes]="registration"
  [time-zone]="notifications web"
  [closed-days]="scheduling notifications web"
  [undo-minutes]="scheduling"
  [reminder-hours]="notifications"
  [last-reminder-hours]="notifications"
  [sender]="notifications"
  [smtp-url]="notifications"
  [smtp-user]="notifications"
  [smtp-password-file]="notifications"
  [meeting-provider]="scheduling"
  [graph-tenant]="scheduling"
  [graph-client-id]="scheduling"
  [graph-secret-file]="scheduling"
  [graph-organiser]="scheduling"
  [graph-url]="scheduling"
  [graph-login-url]="scheduling"
  [oidc-issuer]="web"
  [oidc-client-id]="web"
  [oidc-secret-file]="web"
  [oidc-button]="web"
  [oidc-email-from]="web"
  [oidc-second-factor]="web"
  [trusted-proxies]="gateway web"
)

# settings_of SERVICE: prints its configuration, but for what --config passes
# on.
settings_of() {
  local service=$1
  setting listen "$(rpc_address "$service")"
  setting admin-listen "$(admin_address "$service")"
  setting database "$(database_of "$service")"
  setting key-file "$data/keys/callers/$service.key"
  setting caller-keys "$data/keys/callers"
  if [[ " ${sealers[*]} " == *" $service "* ]]; then
    setting master-key "$data/keys/master/$service"
  fi
  "settings_of_$service"
}

settings_of_scheduling() { bank_holidays_setting; }

settings_of_registration() {
  bank_holidays_setting
  setting scheduling "$(rpc_address scheduling)"
  redis_setting
}

settings_of_webinars() {
  setting media-dir "$data/media"
}

settings_of_notifications() {
  bank_holidays_setting
  setting scheduling "$(rpc_address scheduling)"
  setting registration "$(rpc_address registration)"
  setting mail-dir "$data/mail"
  setting public-url "$public_url"
}

settings_of_gateway() {
  setting http-listen "$listen:$((port + 1))"
  setting scheduling "$(rpc_address scheduling)"
  setting registration "$(rpc_address registration)"
  setting public-url "$(api_url)"
  setting web-url "$public_url"
  redis_setting
}

settings_of_web() {
  bank_holidays_setting
  setting http-listen "$listen:$port"
  setting scheduling "$(rpc_address scheduling)"
  setting registration "$(rpc_address registration)"
  setting webinars "$(rpc_address webinars)"
  setting notifications "$(rpc_address notifications)"
  setting gateway "$(rpc_address gateway)"
  setting public-url "$public_url"
  [[ -n ${operator_settings[urgent-help-copy]:-} ]] ||
    setting urgent-help-copy "$data/urgent-help.html"
  setting assets "$program/assets"
  setting templates "$program/templates"
  redis_setting
}

# What cwpctl has to know to reach the services.
settings_of_cwpctl() {
  local service
  for service in "${services[@]}"; do
    setting "$service" "$(rpc_address "$service")"
  done
  setting key-file "$data/keys/callers/cwpctl.key"
}

# Where `cwpctl bank-holidays import` puts them.
bank_holidays_setting() {
  setting bank-holidays "$data/config/bank-holidays.json"
}

setting() { printf '%s = "%s"\n' "$1" "$2"; }

redis_setting() {
  if [[ $redis == true ]]; then setting redis "$(redis_address)"; fi
}

# Where partners find the API: on its own port of this machine, or at the public
# address, whose proxy hands on what begins with /v3/.
api_url() {
  if [[ $public_url =~ ^http:// ]]; then
    echo "http://$listen:$((port + 1))"
  else
    echo "$public_url"
  fi
}

# One SQLite file, or one schema of a PostgreSQL database, for each service.
database_of() {
  if [[ -z $postgres ]]; then
    echo "sqlite:$data/db/$1.db"
  elif [[ $postgres == *\?* ]]; then
    echo "$postgres&schema=$1"
  else
    echo "$postgres?schema=$1"
  fi
}

redis_settings() {
  cat <<CONF
bind 127.0.0.1
port $((port + redis_offset))
dir $data/run
save ""
appendonly no
maxmemory 64mb
maxmemory-policy allkeys-lru
CONF
}
