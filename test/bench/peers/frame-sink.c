/*
 * The receiving side of the feed's benchmark: connects the clients of a set-up file, then reads until every connection ends.
 * It follows every frame, checks its header and counts its Quote packets, adding up a checksum of all their bytes.
 * Set-up file: u32 clients, then for each u32 length + HTTP request, u32 length + frames to send after the answer.
 * Prints {"clients": [{"packets": N, "checksum": C}, ...], "p50": us, "p99": us}; C: every little-endian 32-bit word of every packet
 * times 1, 3, 5 and so on, modulo 2^32. With the word "latency" the volume of a packet is taken as the low 32 bits of the monotonic
 * clock in microseconds when it was sent, and counts as 0 in the checksum.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BUFFER (512 * 1024)
#define LATENCIES_MAX 2000000
#define QUOTE_CODE 4
#define QUOTE_LENGTH 50
#define VOLUME_OFFSET 22

struct client {
  int fd;
  size_t held;
  unsigned char *bytes;
  uint64_t packets;
  uint32_t checksum;
};

static int measures_latency = 0;
static uint32_t *latencies;
static size_t latency_count = 0;

static void fail(const char *what) {
  fprintf(stderr, "frame-sink: %s\n", what);
  exit(1);
}

static uint32_t microseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint32_t)((uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u);
}

static void *read_part(FILE *file, uint32_t *length) {
  if (fread(length, 4, 1, file) != 1) fail("the set-up file is short");
  void *bytes = malloc(*length + 1);
  if (fread(bytes, 1, *length, file) != *length) fail("the set-up file is short");
  return bytes;
}

static void write_all(int fd, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t written = write(fd, bytes, length);
    if (written <= 0) fail("cannot write");
    bytes += written;
    length -= (size_t)written;
  }
}

static void read_answer(int fd) {
  char last[4] = {0};
  char first[13] = {0};
  size_t count = 0;
  while (memcmp(last, "\r\n\r\n", 4) != 0) {
    char byte;
    if (read(fd, &byte, 1) != 1) fail("the server ended before it answered the upgrade");
    if (count < 12) first[count] = byte;
    count += 1;
    memmove(last, last + 1, 3);
    last[3] = byte;
  }
  if (strcmp(first, "HTTP/1.1 101") != 0) fail(first);
}

static void open_client(struct client *client, int port, FILE *file) {
  uint32_t request_length, frames_length;
  char *request = read_part(file, &request_length);
  char *frames = read_part(file, &frames_length);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  client->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(client->fd, (struct sockaddr *)&address, sizeof address) != 0) fail("cannot connect");
  int yes = 1;
  setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  write_all(client->fd, request, request_length);
  read_answer(client->fd);
  write_all(client->fd, frames, frames_length);
  client->bytes = malloc(BUFFER);
  client->held = 0;
  free(request);
  free(frames);
}

static void take_latency(unsigned char *packet) {
  uint32_t sent_at;
  memcpy(&sent_at, packet + VOLUME_OFFSET, 4);
  memset(packet + VOLUME_OFFSET, 0, 4);
  if (latency_count < LATENCIES_MAX) latencies[latency_count++] = microseconds() - sent_at;
}

static void take_packet(struct client *client, unsigned char *packet, size_t length) {
  uint16_t told, last;
  memcpy(&told, packet + 1, 2);
  if (told != length) fail("a packet's length is not its message's");
  if (packet[0] != QUOTE_CODE) return;
  if (length != QUOTE_LENGTH) fail("a Quote packet has another length");
  if (measures_latency) take_latency(packet);
  uint32_t words[QUOTE_LENGTH / 4], checksum = 0;
  memcpy(words, packet, sizeof words);
  memcpy(&last, packet + sizeof words, 2);
  for (uint32_t word = 0; word < QUOTE_LENGTH / 4; word++) checksum += words[word] * (2 * word + 1);
  client->packets += 1;
  client->checksum += checksum + last * (2u * (QUOTE_LENGTH / 4) + 1);
}

static void take_frames(struct client *client) {
  size_t at = 0;
  while (client->held - at >= 2) {
    unsigned char *frame = client->bytes + at;
    size_t head = 2, length = frame[1];
    if (length == 126) {
      if (client->held - at < 4) break;
      length = (size_t)frame[2] << 8 | frame[3];
      head = 4;
    } else if (length > 126) {
      fail("a frame is longer than any message");
    }
    if (client->held - at < head + length) break;
    if (frame[0] == 0x82) take_packet(client, frame + head, length);
    else if ((frame[0] & 0xf8) != 0x88) fail("a frame is neither binary nor control");
    at += head + length;
  }
  client->held -= at;
  memmove(client->bytes, client->bytes + at, client->held);
}

static int by_size(const void *left, const void *right) {
  uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
  return a < b ? -1 : a > b;
}

int main(int argc, char **argv) {
  if (argc < 3) fail("expected PORT FILE [latency]");
  measures_latency = argc > 3;
  if (measures_latency) latencies = malloc(LATENCIES_MAX * sizeof *latencies);
  FILE *file = fopen(argv[2], "rb");
  uint32_t count;
  if (!file || fread(&count, 4, 1, file) != 1) fail("cannot read the set-up file");
  struct client *clients = calloc(count, sizeof *clients);
  int poll = epoll_create1(0);
  for (uint32_t index = 0; index < count; index++) {
    open_client(&clients[index], atoi(argv[1]), file);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &clients[index]};
    epoll_ctl(poll, EPOLL_CTL_ADD, clients[index].fd, &event);
  }
  struct epoll_event events[256];
  for (uint32_t open = count; open > 0;) {
    int ready = epoll_wait(poll, events, 256, 60000);
    if (ready <= 0) fail("nothing came for a minute");
    for (int index = 0; index < ready; index++) {
      struct client *client = events[index].data.ptr;
      ssize_t got = read(client->fd, client->bytes + client->held, BUFFER - client->held);
      if (got <= 0) {
        close(client->fd);
        open -= 1;
        continue;
      }
      client->held += (size_t)got;
      take_frames(client);
    }
  }
  uint32_t p50 = 0, p99 = 0;
  if (latency_count > 0) {
    qsort(latencies, latency_count, sizeof *latencies, by_size);
    p50 = latencies[latency_count / 2];
    p99 = latencies[latency_count * 99 / 100];
  }
  printf("{\"clients\": [");
  for (uint32_t index = 0; index < count; index++) {
    const struct client *client = &clients[index];
    const char *separator = index == 0 ? "" : ", ";
    printf("%s{\"packets\": %llu, \"checksum\": %u}", separator, (unsigned long long)client->packets, client->checksum);
  }
  printf("], \"p50\": %u, \"p99\": %u}\n", p50, p99);
  return 0;
}
