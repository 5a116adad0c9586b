# A PostgreSQL cluster of the tests' own. Sourced by tests/run.
# shellcheck shell=bash

# start_postgres DIR: makes a cluster in a new folder below DIR and starts it
# on a free loopback port. Sets TEST_POSTGRES to the address of an empty
# database, and postgres_data for stop_postgres.
#
# initdb refuses to run as root, so root borrows the account that Debian's
# package made.
start_postgres() {
  local bin=/usr/lib/postgresql/15/bin port
  postgres_data=$(mktemp -d "$1/postgres.XXXXXX")
  postgres_user=()
  if ((EUID == 0)); then
    chown postgres "$postgres_data"
    postgres_user=(runuser -u postgres --)
  fi
  as_postgres "$bin/initdb" --pgdata=data --username=cwp --auth=trust \
    --encoding=UTF8 --locale=C.UTF-8 >"$1/initdb.log"
  port=$(free_port)
  cat >>"$postgres_data/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$postgres_data'
max_connections = 300
fsync = on
CONF
  as_postgres "$bin/pg_ctl" start --wait --silent --pgdata=data --log=log
  as_postgres "$bin/createdb" --host=127.0.0.1 --port="$port" --username=cwp cwp
  export TEST_POSTGRES="postgresql://cwp@127.0.0.1:$port/cwp"
}

stop_postgres() {
  [[ -n ${postgres_data:-} ]] || return 0
  as_postgres /usr/lib/postgresql/15/bin/pg_ctl stop --mode=immediate \
    --silent --pgdata=data
  rm -rf "$postgres_data"
}

as_postgres() {
  (cd "$postgres_data" && "${postgres_user[@]}" "$@" </dev/null)
}

# A TCP port that nothing listens on just now.
free_port() {
  local port=$((30000 + $$ % 2000))
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
    port=$((port + 1))
  done
  echo "$port"
}
