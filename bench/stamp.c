/* Two witnesses for bench/probe-stamp.ts. Each prints "<run>.<generation> <seq> <ns>" a line, CLOCK_MONOTONIC.
 *   stamp read <ip> <port> <target> <startNs>   a bare reader: recv(2), then the clock
 *   stamp capture <port>                        the kernel's own stamp (SO_TIMESTAMPNS) of each packet from that port, until SIGTERM
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 100000, BUFFER = 65536 };
static struct { char id[120]; int seq; long long ns; } seen[MOST];
static int count;
static volatile sig_atomic_t stopped;

static long long now(clockid_t clock) {
  struct timespec at;
  clock_gettime(clock, &at);
  return at.tv_sec * 1000000000LL + at.tv_nsec;
}

static void stop(int number) { (void)number; stopped = 1; }

/* Notes every event that begins in this text. */
static void note(const char *text, long long ns) {
  static const char ID[] = "\"id\":\"chatcmpl-", SEQ[] = "\"seq\":";
  for (const char *at = text; (at = strstr(at, ID)) && count < MOST; at++) {
    const char *seq = strstr(at, SEQ);
    if (!seq || sscanf(at + sizeof ID - 1, "%119[^\"]", seen[count].id) != 1) continue;
    seen[count].seq = atoi(seq + sizeof SEQ - 1);
    seen[count++].ns = ns;
  }
}

static int fail(const char *what) { perror(what); return 1; }

static int readStream(char **args) {
  static char buffer[BUFFER + 1];
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(args[1]))};
  inet_pton(AF_INET, args[0], &to.sin_addr);
  long long start = atoll(args[3]);
  struct timespec at = {start / 1000000000LL, start % 1000000000LL};
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(fd, (struct sockaddr *)&to, sizeof to)) return fail("connect");
  int length = snprintf(buffer, BUFFER, "GET %s HTTP/1.1\r\nHost: mock-llm\r\nConnection: close\r\n\r\n", args[2]);
  if (send(fd, buffer, length, 0) != length) return fail("send");
  for (ssize_t got; (got = recv(fd, buffer, BUFFER, 0)) > 0;) {
    long long ns = now(CLOCK_MONOTONIC);
    buffer[got] = 0;
    note(buffer, ns);
  }
  return 0;
}

static void takePacket(char *packet, ssize_t size, struct msghdr *message, int port, long long offset) {
  struct iphdr *ip = (struct iphdr *)packet;
  struct tcphdr *tcp = (struct tcphdr *)(packet + ip->ihl * 4);
  struct cmsghdr *control = CMSG_FIRSTHDR(message);
  if (ip->protocol != IPPROTO_TCP || ntohs(tcp->source) != port || !control) return;
  struct timespec *at = (struct timespec *)CMSG_DATA(control);
  char *payload = (char *)tcp + tcp->doff * 4;
  if (payload >= packet + size) return;
  packet[size] = 0;
  note(payload, at->tv_sec * 1000000000LL + at->tv_nsec - offset);
}

/* Looks into its queue five times a second only: a witness that wakes up with every packet would keep the reader from its core. */
static int capture(char **args) {
  static char packet[BUFFER + 1], control[256];
  int fd = socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_IP)), on = 1, room = 1 << 20;
  if (fd < 0) return fail("AF_PACKET");
  setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  fputs("capturing\n", stdout);
  fflush(stdout);
  while (!stopped) {
    usleep(200000);
    long long offset = now(CLOCK_REALTIME) - now(CLOCK_MONOTONIC);
    for (;;) {
      struct sockaddr_ll from;
      struct iovec part = {packet, BUFFER};
      struct msghdr message = {.msg_name = &from, .msg_namelen = sizeof from, .msg_iov = &part, .msg_iovlen = 1,
                               .msg_control = control, .msg_controllen = sizeof control};
      ssize_t size = recvmsg(fd, &message, MSG_DONTWAIT);
      if (size < 0) break;
      if (from.sll_pkttype != PACKET_OUTGOING) takePacket(packet, size, &message, atoi(args[0]), offset);
    }
  }
  return 0;
}

int main(int argc, char **argv) {
  signal(SIGTERM, stop);
  int code = argc == 6 && !strcmp(argv[1], "read") ? readStream(argv + 2) : argc == 3 && !strcmp(argv[1], "capture") ? capture(argv + 2) : 2;
  for (int index = 0; index < count; index++) printf("%s %d %lld\n", seen[index].id, seen[index].seq, seen[index].ns);
  return code;
}
