/*
 * The native bound of the fan-out: accepts N connections, answers whatever they ask with 101, then sends prepared frames to each
 * in turn, one send() per client and turn, and never makes one.
 * File: u32 clients, u32 turns, then for each turn and client u32 length + frames. The turns are repeated from the first.
 * Arguments: FILE SECONDS. Prints {"port": N}, then {"turns": T, "seconds": S} after the last byte was taken.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void fail(const char *what) {
  fprintf(stderr, "frame-sender: %s\n", what);
  exit(1);
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* A socket that is closed with something unread in it is reset, and what was sent last is lost. */
static void end_client(int fd) {
  char unread[4096];
  shutdown(fd, SHUT_WR);
  while (read(fd, unread, sizeof unread) > 0) continue;
  close(fd);
}

static void answer_upgrade(int fd) {
  char last[4] = {0};
  while (memcmp(last, "\r\n\r\n", 4) != 0) {
    memmove(last, last + 1, 3);
    if (read(fd, &last[3], 1) != 1) fail("a client went away");
  }
  const char *answer = "HTTP/1.1 101 Switching Protocols\r\n\r\n";
  if (write(fd, answer, strlen(answer)) < 0) fail("cannot answer");
}

int main(int argc, char **argv) {
  if (argc < 3) fail("expected FILE SECONDS");
  FILE *file = fopen(argv[1], "rb");
  uint32_t clients, turns;
  if (!file || fread(&clients, 4, 1, file) != 1 || fread(&turns, 4, 1, file) != 1) fail("cannot read the file");
  uint32_t *lengths = calloc((size_t)clients * turns, sizeof *lengths);
  char **frames = calloc((size_t)clients * turns, sizeof *frames);
  for (size_t index = 0; index < (size_t)clients * turns; index++) {
    if (fread(&lengths[index], 4, 1, file) != 1) fail("the file is short");
    frames[index] = malloc(lengths[index] + 1);
    if (fread(frames[index], 1, lengths[index], file) != lengths[index]) fail("the file is short");
  }
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 1024) != 0) fail("cannot listen");
  getsockname(listener, (struct sockaddr *)&address, &size);
  printf("{\"port\": %d}\n", ntohs(address.sin_port));
  fflush(stdout);
  int *sockets = calloc(clients, sizeof *sockets);
  for (uint32_t client = 0; client < clients; client++) {
    sockets[client] = accept(listener, NULL, NULL);
    int yes = 1;
    setsockopt(sockets[client], IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    answer_upgrade(sockets[client]);
  }
  double started = seconds(), until = started + atof(argv[2]);
  uint64_t turn = 0;
  for (; seconds() < until; turn++) {
    for (uint32_t client = 0; client < clients; client++) {
      size_t index = (size_t)(turn % turns) * clients + client;
      for (size_t sent = 0; sent < lengths[index];) {
        ssize_t taken = send(sockets[client], frames[index] + sent, lengths[index] - sent, MSG_NOSIGNAL);
        if (taken <= 0) fail("a client went away");
        sent += (size_t)taken;
      }
    }
  }
  printf("{\"turns\": %llu, \"seconds\": %f}\n", (unsigned long long)turn, seconds() - started);
  fflush(stdout);
  for (uint32_t client = 0; client < clients; client++) end_client(sockets[client]);
  return 0;
}
