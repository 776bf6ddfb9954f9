/* Ping-pong over UDP for bench/clock.ts.
 *   clock pong <port>              answers every datagram with its own CLOCK_MONOTONIC
 *   clock ping <ip> <port> <n>     prints "<round trip ns> <offset ns>" a line: the other clock minus the middle of the round trip
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

static long long now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return at.tv_sec * 1000000000LL + at.tv_nsec;
}

static int fail(const char *what) { perror(what); return 1; }

static int pong(int fd, int port) {
  struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons(port)}, from;
  if (bind(fd, (struct sockaddr *)&own, sizeof own)) return fail("bind");
  puts("ready");
  fflush(stdout);
  for (;;) {
    socklen_t size = sizeof from;
    char byte;
    if (recvfrom(fd, &byte, 1, 0, (struct sockaddr *)&from, &size) < 0) return fail("recvfrom");
    long long ns = now();
    sendto(fd, &ns, sizeof ns, 0, (struct sockaddr *)&from, size);
  }
}

static int ping(int fd, const char *ip, int port, int rounds) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
  struct timeval patience = {.tv_sec = 1};
  inet_pton(AF_INET, ip, &to.sin_addr);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (connect(fd, (struct sockaddr *)&to, sizeof to)) return fail("connect");
  for (int round = 0; round < rounds; round++) {
    long long other, before = now();
    if (send(fd, "?", 1, 0) != 1 || recv(fd, &other, sizeof other, 0) != sizeof other) return fail("ping");
    long long after = now();
    printf("%lld %lld\n", after - before, other - (before + after) / 2);
  }
  return 0;
}

int main(int argc, char **argv) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  if (argc == 3 && !strcmp(argv[1], "pong")) return pong(fd, atoi(argv[2]));
  if (argc == 5 && !strcmp(argv[1], "ping")) return ping(fd, argv[2], atoi(argv[3]), atoi(argv[4]));
  return 2;
}
