#!/bin/sh
# Records the samples of this folder between two network namespaces of this
# machine: real programs, the real kernel, a wire of our own between them.
#
#   ./record.sh [NAME ...]     all samples, or those named
#
# Needs: root, iproute2 (ip, ss), ethtool, tcpdump, python3, tshark (with
# editcap, to write pcapng and to check the result). On Debian:
#   apt-get install iproute2 ethtool tcpdump python3 tshark
set -eu
export PYTHONDONTWRITEBYTECODE=1
cd "$(dirname "$0")"

clean() {
    for ns in samples-c samples-s samples-w; do
        ip netns del "$ns" 2>/dev/null || true
    done
}

# An end: namespace, interface of the wire, address byte.
end() {
    ns=$1 peer=$2 host=$3
    ip netns add "$ns"
    ip netns exec "$ns" sysctl -q -w net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0 \
        net.ipv6.conf.default.router_solicitations=0 net.ipv6.conf.default.mldv1_unsolicited_report_interval=0 \
        net.ipv4.tcp_no_metrics_save=1 net.ipv4.tcp_fastopen=3
    ip netns exec "$ns" sysctl -q -w net.ipv4.tcp_congestion_control=cubic 2>/dev/null ||
        ip netns exec "$ns" sysctl -q -w net.ipv4.tcp_congestion_control=reno
    ip -n "$ns" link add eth0 address "02:00:00:00:00:0$host" type veth peer name "$peer" netns samples-w
    ip -n "$ns" link set lo up
    ip -n "$ns" addr add "10.0.0.$host/24" dev eth0
    ip -n "$ns" -6 addr add "fd00::$host/64" dev eth0 nodad
    # Without these the captured frames are 64 KB long and their checksums
    # are not filled in.
    ip netns exec "$ns" ethtool -K eth0 tx off rx off tso off gso off gro off >/dev/null
    ip netns exec samples-w ethtool -K "$peer" tx off rx off tso off gso off gro off >/dev/null
    ip netns exec samples-w sysctl -q -w "net.ipv6.conf.$peer.disable_ipv6=1"
    [ "$version" = 6 ] || ip netns exec "$ns" sysctl -q -w net.ipv6.conf.eth0.disable_ipv6=1
    ip -n samples-w link set "$peer" up
    ip -n "$ns" link set eth0 up
}

# Fresh namespaces for one scenario over that version of IP: no TIME-WAIT, no metrics, no neighbours from before.
fresh() {
    version=$1
    clean
    ip netns add samples-w
    end samples-s server0 1
    end samples-c client0 2
}

if [ "${1:-}" = --fresh ]; then
    fresh "$2"
    exit
fi
[ "$(id -u)" = 0 ] || { echo "record.sh: must be root, to make network namespaces" >&2; exit 1; }
for tool in ip ss ethtool tcpdump python3 editcap tshark; do
    command -v "$tool" >/dev/null || { echo "record.sh: $tool is missing (see the head of this file)" >&2; exit 1; }
done
trap clean EXIT
trap 'exit 1' INT TERM
grep -q ' /sys/kernel/tracing ' /proc/mounts || mount -t tracefs tracefs /sys/kernel/tracing
python3 record.py . "$@"
rmdir /sys/kernel/tracing/instances/tcpsamples 2>/dev/null || true
python3 check.py "$@"
