// The yardstick for the mock LLM's punctuality: the smallest honest mock, on an absolute schedule.
// usage: emission <streams> <tokens> <gap ms>. Prints its port, serves that many requests, then prints its CPU time and the lateness of every token, ns, a line each.
// Every stream has the same gap, so due times are made in order and the queue of the next ones is a ring.
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

struct due { int64_t at; int fd, token; };

static int64_t read_clock(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}
static int64_t now(void) { return read_clock(CLOCK_MONOTONIC); }

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  int streams = atoi(argv[1]), tokens = atoi(argv[2]), late = 0, one = 1;
  int64_t gap = atoll(argv[3]) * 1000000LL;
  int64_t *lateness = malloc(sizeof(int64_t) * streams * tokens);
  struct due *ring = malloc(sizeof(struct due) * (streams + 1));
  unsigned head = 0, tail = 0, size = streams + 1;
  const char *reply = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
  char event[256], request[4096];
  memset(event, 'x', sizeof event);  // one chunk of 180 bytes, as large as the mock's
  memcpy(event, "b4\r\ndata: ", 10), memcpy(event + 182, "\n\n\r\n", 4);
  signal(SIGPIPE, SIG_IGN);

  struct sockaddr_in addr = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t len = sizeof addr;
  int server = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK), poll = epoll_create1(0);
  if (bind(server, (struct sockaddr *)&addr, len) || listen(server, 4096) || getsockname(server, (struct sockaddr *)&addr, &len)) return 1;
  epoll_ctl(poll, EPOLL_CTL_ADD, server, &(struct epoll_event){.events = EPOLLIN, .data.fd = server});
  epoll_ctl(poll, EPOLL_CTL_ADD, timer, &(struct epoll_event){.events = EPOLLIN | EPOLLET, .data.fd = timer});
  printf("%d\n", ntohs(addr.sin_port)), fflush(stdout);

  while (late < streams * tokens) {
    struct epoll_event ready[64];
    for (int i = 0, n = epoll_wait(poll, ready, 64, -1); i < n; i++) {
      int fd = ready[i].data.fd;
      if (fd == timer) continue;
      if (fd == server) {
        for (int c; (c = accept4(server, 0, 0, SOCK_NONBLOCK)) >= 0;) {
          setsockopt(c, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
          epoll_ctl(poll, EPOLL_CTL_ADD, c, &(struct epoll_event){.events = EPOLLIN, .data.fd = c});
        }
      } else if (read(fd, request, sizeof request) > 0) {
        if (write(fd, reply, strlen(reply)) < 0) return 1;
        ring[tail] = (struct due){now() + gap, fd, 1}, tail = (tail + 1) % size;
        epoll_ctl(poll, EPOLL_CTL_DEL, fd, 0);
      } else close(fd);
    }
    for (; head != tail && ring[head].at <= now(); head = (head + 1) % size) {
      struct due due = ring[head];
      if (write(due.fd, event, 186) < 0) return 1;
      lateness[late++] = now() - due.at;
      if (due.token == tokens) close(due.fd);
      else ring[tail] = (struct due){due.at + gap, due.fd, due.token + 1}, tail = (tail + 1) % size;
    }
    if (head == tail) continue;
    struct itimerspec next = {.it_value = {ring[head].at / 1000000000, ring[head].at % 1000000000}};
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &next, 0);
  }
  printf("%lld\n", (long long)read_clock(CLOCK_PROCESS_CPUTIME_ID));
  for (int i = 0; i < late; i++) printf("%lld\n", (long long)lateness[i]);
}
