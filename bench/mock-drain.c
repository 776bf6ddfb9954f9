// Readers that cost next to nothing: they empty their sockets and look at nothing.
// usage: mock-drain <port> <streams> <spread ms> <target>. Starts the streams evenly within the spread; ends when all have been closed.
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  int streams = atoi(argv[2]), opened = 0, closed = 0, poll = epoll_create1(0);
  long long start = now(), spread = atoll(argv[3]) * 1000000LL;
  struct sockaddr_in addr = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  char request[512], buffer[65536];
  int length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nhost: mock\r\nconnection: close\r\n\r\n", argv[4]);
  while (closed < streams) {
    for (; opened < streams && start + spread * opened / streams <= now(); opened++) {
      int fd = socket(AF_INET, SOCK_STREAM, 0);
      if (connect(fd, (struct sockaddr *)&addr, sizeof addr) || write(fd, request, length) != length) return 1;
      epoll_ctl(poll, EPOLL_CTL_ADD, fd, &(struct epoll_event){.events = EPOLLIN, .data.fd = fd});
    }
    struct epoll_event ready[256];
    for (int i = 0, n = epoll_wait(poll, ready, 256, opened < streams ? 1 : -1); i < n; i++)
      if (read(ready[i].data.fd, buffer, sizeof buffer) <= 0) close(ready[i].data.fd), closed++;
  }
}
