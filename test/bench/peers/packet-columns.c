/*
 * The native bound of decoding the live feed: ticker, quote and full packets back to back into one array per field, lengths held against the code's, prices
 * rounded to the paisa and judged to be numbers. Rows are filled anew from the first when they are full, as the frame reader does.
 * Arguments: FILE PASSES. Prints {"seconds": S, "packets": N, "counts": sum, "prices": sum}, the sums over one pass, in the order of the packets.
 */
#define _GNU_SOURCE
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROWS 64
#define LEVELS 5

/* Not static: the compiler must write them. */
uint8_t code[ROWS], segment[ROWS];
uint16_t last_quantity[ROWS], bid_orders[ROWS * LEVELS], ask_orders[ROWS * LEVELS];
uint32_t security_id[ROWS], ltt[ROWS], volume[ROWS], sell[ROWS], buy[ROWS], oi[ROWS], oi_high[ROWS], oi_low[ROWS];
uint32_t bid_quantity[ROWS * LEVELS], ask_quantity[ROWS * LEVELS];
double ltp[ROWS], average[ROWS], day_open[ROWS], day_close[ROWS], high[ROWS], low[ROWS];
double bid[ROWS * LEVELS], ask[ROWS * LEVELS];

static uint16_t lengths[256];

static void fail(const char *what) {
  fprintf(stderr, "packet-columns: %s\n", what);
  exit(1);
}

/* Of the processor, as the other side counts them. */
static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static inline uint16_t u16(const uint8_t *at) {
  uint16_t value;
  memcpy(&value, at, sizeof value);
  return value;
}

static inline uint32_t u32(const uint8_t *at) {
  uint32_t value;
  memcpy(&value, at, sizeof value);
  return value;
}

static inline double price(const uint8_t *at, double steps) {
  float value;
  memcpy(&value, at, sizeof value);
  return floor((double)value * steps + 0.5) / steps;
}

/* Fills rows until they are full or the packets end; returns the byte behind the last one. */
static const uint8_t *fill(const uint8_t *at, const uint8_t *end, int *filled) {
  int row = 0;
  while (row < ROWS && end - at >= 8) {
    const uint8_t kind = at[0];
    const uint16_t length = lengths[kind];
    if (u16(at + 1) != length || length == 0 || length > end - at) break;
    const double steps = at[3] == 3 || at[3] == 7 ? 10000 : 100;
    code[row] = kind;
    segment[row] = at[3];
    security_id[row] = u32(at + 4);
    double sum = ltp[row] = price(at + 8, steps);
    if (kind == 2) {
      ltt[row] = u32(at + 12);
    } else {
      last_quantity[row] = u16(at + 12);
      ltt[row] = u32(at + 14);
      sum += average[row] = price(at + 18, steps);
      volume[row] = u32(at + 22);
      sell[row] = u32(at + 26);
      buy[row] = u32(at + 30);
      const uint8_t *day = at + (kind == 8 ? 46 : 34);
      sum += day_open[row] = price(day, steps);
      sum += day_close[row] = price(day + 4, steps);
      sum += high[row] = price(day + 8, steps);
      sum += low[row] = price(day + 12, steps);
      if (kind == 8) {
        oi[row] = u32(at + 34);
        oi_high[row] = u32(at + 38);
        oi_low[row] = u32(at + 42);
        const uint8_t *from = at + 62;
        for (int level = row * LEVELS; level < (row + 1) * LEVELS; level++, from += 20) {
          bid_quantity[level] = u32(from);
          ask_quantity[level] = u32(from + 4);
          bid_orders[level] = u16(from + 8);
          ask_orders[level] = u16(from + 10);
          sum += bid[level] = price(from + 12, steps);
          sum += ask[level] = price(from + 16, steps);
        }
      }
    }
    if (!isfinite(sum)) break;
    row++;
    at += length;
  }
  *filled = row;
  return at;
}

static void add(double *counts, double *prices, int row) {
  *counts += (double)code[row] + segment[row] + security_id[row] + ltt[row];
  *prices += ltp[row];
  if (code[row] == 2) return;
  *counts += (double)last_quantity[row] + volume[row] + sell[row] + buy[row];
  *prices += average[row];
  *prices += day_open[row];
  *prices += day_close[row];
  *prices += high[row];
  *prices += low[row];
  if (code[row] == 4) return;
  *counts += (double)oi[row] + oi_high[row] + oi_low[row];
  for (int level = row * LEVELS; level < (row + 1) * LEVELS; level++) {
    *counts += (double)bid_quantity[level] + ask_quantity[level] + bid_orders[level] + ask_orders[level];
    *prices += bid[level];
    *prices += ask[level];
  }
}

int main(int argc, char **argv) {
  if (argc != 3) fail("expected FILE PASSES");
  lengths[2] = 16;
  lengths[4] = 50;
  lengths[8] = 162;
  FILE *file = fopen(argv[1], "rb");
  if (!file || fseek(file, 0, SEEK_END)) fail("cannot read the file");
  const long size = ftell(file);
  rewind(file);
  uint8_t *bytes = malloc((size_t)size);
  if (!bytes || fread(bytes, 1, (size_t)size, file) != (size_t)size) fail("cannot read the file");
  const uint8_t *end = bytes + size;

  long packets = 0;
  int filled = 0;
  const double started = seconds();
  for (long pass = atol(argv[2]); pass > 0; pass--)
    for (const uint8_t *at = bytes; at < end; packets += filled) {
      at = fill(at, end, &filled);
      if (filled == 0) fail("a packet is not sound");
    }
  const double took = seconds() - started;

  double counts = 0, prices = 0;
  for (const uint8_t *at = bytes; at < end;) {
    at = fill(at, end, &filled);
    for (int row = 0; row < filled; row++) add(&counts, &prices, row);
  }
  printf("{\"seconds\": %.9f, \"packets\": %ld, \"counts\": %.17g, \"prices\": %.17g}\n", took, packets, counts, prices);
  return 0;
}
