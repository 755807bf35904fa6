#!/usr/bin/env bash
# Starts the cluster of docker-compose.yml without Docker: three NATS servers, Redis, every role in a process of its own
# (two of each but access), the gateway. NATS is built from its Go module at the version that services/go.mod pins; Redis
# is Debian's redis-server. As root each NATS server gets a network namespace, so that its cable can be cut; otherwise all
# are on loopback.
#
#   deployments/cluster.sh start [FOLDER]      var/cluster if no folder is given; the gateway answers on 127.0.0.1:8080
#   CLUSTER_RESTORE=BACKUP deployments/cluster.sh start FOLDER   an empty cluster, filled from a backup
#   deployments/cluster.sh status|stop [FOLDER]
#   deployments/cluster.sh kill|restart NAME [FOLDER]    nats1, redis, matcher2, gateway …
#   deployments/cluster.sh cut|heal N [FOLDER]           the cable of NATS server N, with namespaces only
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
verb=${1:-} name=
case $verb in
start | status | stop) shift ;;
kill | restart | cut | heal) name=${2:?name a process}; shift 2 ;;
*) sed -n '2,13s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
dir=${1:-$root/var/cluster}
mkdir -p "$dir/run"
dir=$(cd "$dir" && pwd)
port=${CLUSTER_PORT:-8080}
if [[ $verb != start && -e $dir/run/port ]]; then port=$(<"$dir/run/port"); fi # what runs has the port that it was started with
base=$((port + 12000)) # other ports follow from it
roles=(access innovations regions matcher matches subscriptions portal)
net=10.214.$((port % 250))
space=makc$port

spaces() { [[ -e $dir/run/spaces ]]; }
host() { if spaces; then echo "$net.$1"; else echo 127.0.0.1; fi; }
list() { local out=() i; for i in 1 2 3; do out+=("$(printf "$1" "$(host $i)" $((base + $2 + i)))"); done; local IFS=,; echo "${out[*]}"; }

make_spaces() {
	((EUID == 0)) && [[ -z ${CLUSTER_LOOPBACK:-} ]] && ip netns add "$space-1" 2>/dev/null || return 0
	touch "$dir/run/spaces"
	ip link add "$space-b" type bridge && ip addr add "$net.254/24" dev "$space-b" && ip link set "$space-b" up
	for i in 1 2 3; do
		((i == 1)) || ip netns add "$space-$i"
		ip link add "$space-$i" type veth peer name eth0 netns "$space-$i"
		ip link set "$space-$i" master "$space-b" up
		ip -n "$space-$i" addr add "$net.$i/24" dev eth0
		ip -n "$space-$i" link set eth0 up
		ip -n "$space-$i" link set lo up
	done
}

drop_spaces() {
	spaces || return 0
	for i in 1 2 3; do ip netns delete "$space-$i" || true; done
	ip link delete "$space-b" || true
	rm -f "$dir/run/spaces"
}

# launch NAME COMMAND…: keeps the command for a restart and the pid for a stop.
launch() {
	local name=$1; shift
	printf '%q ' "$@" >"$dir/run/$name.command"
	begin "$name"
}

begin() {
	( eval "exec $(cat "$dir/run/$1.command")" ) >>"$dir/run/$1.log" 2>&1 &
	echo $! >"$dir/run/$1.pid"
}

running() { [[ -e $dir/run/$1.pid ]] && kill -0 "$(cat "$dir/run/$1.pid")" 2>/dev/null; }

await() { # DESCRIPTION COMMAND…
	local what=$1 i; shift
	for ((i = 0; i < 600; i++)); do "$@" >/dev/null 2>&1 && return; read -rt 0.1 <> <(:) || true; done
	echo "cluster: waited too long for $what; see $dir/run" >&2
	exit 1
}

answers() { exec 9<>"/dev/tcp/$1/$2" && printf 'GET %s HTTP/1.0\r\n\r\n' "$3" >&9 && head -1 <&9 | grep -q ' 200 '; }

start_nats() {
	local routes i
	routes="[$(list 'nats-route://%s:%d' 200)]"
	cp "$root/deployments/nats/nats.conf" "$dir/nats.conf"
	for i in 1 2 3; do
		local in=()
		! spaces || in=(ip netns exec "$space-$i")
		launch "nats$i" env "NATS_NAME=n$i" "NATS_LISTEN=$(host $i):$((base + i))" "NATS_MONITOR=$(host $i):$((base + 100 + i))" \
			"NATS_ROUTE=$(host $i):$((base + 200 + i))" "NATS_ROUTES=$routes" "NATS_STORE=$dir/run/store$i" \
			"${in[@]}" "$dir/run/nats-server" --config "$dir/nats.conf"
	done
	for i in 1 2 3; do await "nats$i" answers "$(host $i)" $((base + 100 + i)) '/healthz?js-enabled-only=true'; done
}

start_roles() {
	local n=0 upstreams=() role i
	for role in "${roles[@]}"; do
		for i in 1 2; do
			[[ $role != access || $i == 1 ]] || continue
			n=$((n + 1))
			mkdir -p "$dir/run/$role$i"
			launch "$role$i" env "MAKCOMBLANG_MASTER_KEY_FILE=$dir/$role/master.key" "$root/bin/makcomblang" run "$role" \
				--data "$([[ $i == 1 ]] && echo "$dir/$role" || echo "$dir/run/$role$i")" \
				--addr "127.0.0.1:$((base + 300 + n))" --ops-addr "127.0.0.1:$((base + 400 + n))" \
				--nats "$(list 'nats://%s:%d' 0)" --replicas 3 --nats-auth-file "$dir/$role/nats.nk" \
				--nats-monitor "$(list 'http://%s:%d' 100)" --redis "redis://127.0.0.1:$base" \
				--trusted-proxy 127.0.0.1 ${CLUSTER_FLAGS:-}
			upstreams+=(--upstream "$role=http://127.0.0.1:$((base + 300 + n))")
		done
	done
	launch gateway "$root/bin/makcomblang" run gateway --addr "127.0.0.1:$port" --ops-addr "127.0.0.1:$((base + 400))" "${upstreams[@]}"
	await 'the gateway and all roles' answers 127.0.0.1 "$port" /readyz
}

start() {
	! running gateway || { echo "cluster: it runs already; deployments/cluster.sh stop $dir" >&2; exit 5; }
	for p in "$port" "$base" $((base + 301)) $((base + 400)); do
		! (exec 9<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null || { echo "cluster: port $p is in use by another program; choose others with CLUSTER_PORT" >&2; exit 5; }
	done
	command -v redis-server >/dev/null || { echo "cluster: redis-server is missing; install Debian's redis-server" >&2; exit 1; }
	echo 'cluster: building makcomblang and nats-server'
	(cd "$root" && go build -o bin/ ./services/cmd/makcomblang && cd services && go build -o "$dir/run/nats-server" github.com/nats-io/nats-server/v2)
	"$root/bin/makcomblang" setup users --out "$dir"
	echo "$port" >"$dir/run/port"
	make_spaces
	trap 'code=$?; ((code == 0)) || stop; exit $code' EXIT
	start_nats
	launch redis redis-server "$root/deployments/redis/redis.conf" --port "$base" --bind 127.0.0.1 --dir "$dir/run"
	[[ -z ${CLUSTER_RESTORE:-} ]] || "$root/bin/makcomblang" restore --from "$CLUSTER_RESTORE" \
		--nats "$(list 'nats://%s:%d' 0)" --replicas 3 --nats-auth-file "$dir/admin/nats.nk" --data "$dir/admin"
	"$root/bin/makcomblang" setup --nats "$(list 'nats://%s:%d' 0)" --replicas 3 --nats-auth-file "$dir/admin/nats.nk" \
		--nats-monitor "$(list 'http://%s:%d' 100)" --data "$dir/admin"
	start_roles
	for f in "$dir"/run/*.command; do
		running "$(basename "$f" .command)" || { echo "cluster: $(basename "$f" .command) ended at once; see $dir/run/$(basename "$f" .command).log" >&2; exit 1; }
	done
	trap - EXIT
	local key="$dir/access/coordinator.key"
	echo "cluster: http://127.0.0.1:$port answers; metrics on 127.0.0.1:$((base + 400)) to $((base + 413))"
	if [[ -e $key ]]; then
		echo "cluster: the first key is in $key"
	else
		key=KEYFILE
		echo 'cluster: the keys of the restored log work as before; no new one was made'
	fi
	echo "cluster: look at it with bin/makcomblang doctor --server http://127.0.0.1:$port --key-file $key --data $dir/admin \\"
	echo "  --nats $(list 'nats://%s:%d' 0) --replicas 3 --nats-auth-file $dir/admin/nats.nk \\"
	echo "  --nats-monitor $(list 'http://%s:%d' 100) --redis redis://127.0.0.1:$base"
}

# known NAME: refuses a name that no process of this cluster has.
known() {
	[[ ! -e $dir/run/$1.command ]] || return 0
	local f names=()
	for f in "$dir"/run/*.command; do [[ ! -e $f ]] || names+=("$(basename "$f" .command)"); done
	echo "cluster: no process is called $1; there are: ${names[*]:-none, since nothing was started in $dir}" >&2
	exit 2
}

end() { # NAME SIGNAL
	running "$1" || { rm -f "$dir/run/$1.pid"; return 0; }
	kill "-$2" "$(cat "$dir/run/$1.pid")" 2>/dev/null || true
	await "the end of $1" eval "! running $1"
	rm -f "$dir/run/$1.pid"
}

stop() {
	local f
	for f in gateway "${roles[@]/%/1}" "${roles[@]/%/2}" redis nats1 nats2 nats3; do end "$f" TERM; done
	drop_spaces
	echo 'cluster: stopped'
}

case $verb in
start) start ;;
stop) stop ;;
status)
	for f in "$dir"/run/*.command; do
		n=$(basename "$f" .command)
		if running "$n"; then echo "$n runs"; else echo "$n is down"; fi
	done
	;;
kill) known "$name"; end "$name" KILL ;;
restart) known "$name"; end "$name" TERM; begin "$name" ;;
cut) ip link set "$space-$name" down ;;
heal) ip link set "$space-$name" up ;;
esac
