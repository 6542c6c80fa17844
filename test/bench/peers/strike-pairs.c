/*
 * The native bound of pricing: price, delta, gamma, theta and vega of every option, a strike's call and put at a time, and implied volatility, both by
 * the algorithms of engine/pricing, compiled for one double at a time.
 * File: f64 expiries, f64 strikes of each, then for each expiry f64 years, discount, forward less spot, and columns of f64: strikes, logarithms of
 * strikes, volatilities, and prices of the legs (call, put of each strike).
 * Arguments: greeks|volatilities FILE OUT PASSES SPOT STEP. The forward moves by STEP with every pass. Writes the figures of the last pass to
 * OUT (five columns of f64 an expiry; the volatilities are the first) and prints {"seconds": S}.
 */
#define _GNU_SOURCE
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROOT_TWO_PI 2.5066282746310002
#define DAYS_PER_YEAR 365.0

static void fail(const char *what) {
  fprintf(stderr, "strike-pairs: %s\n", what);
  exit(1);
}

/* Of the processor, as the other side counts them. */
static double processor_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec + now.tv_nsec * 1e-9;
}

static inline double tail_ratio(double z) {
  double numerator = 0.0352624965998911;
  numerator = numerator * z + 0.700383064443688;
  numerator = numerator * z + 6.37396220353165;
  numerator = numerator * z + 33.912866078383;
  numerator = numerator * z + 112.079291497871;
  numerator = numerator * z + 221.213596169931;
  numerator = numerator * z + 220.206867912376;
  double denominator = 0.0883883476483184;
  denominator = denominator * z + 1.75566716318264;
  denominator = denominator * z + 16.064177579207;
  denominator = denominator * z + 86.7807322029461;
  denominator = denominator * z + 296.564248779674;
  denominator = denominator * z + 637.333633378831;
  denominator = denominator * z + 793.826512519948;
  denominator = denominator * z + 440.413735824752;
  return numerator / denominator;
}

static inline double mills_ratio(double z) {
  double numerator = 0.000012103181581008644;
  numerator = numerator * z + 0.000304399646046624;
  numerator = numerator * z + 0.003671779930455473;
  numerator = numerator * z + 0.027454378383784856;
  numerator = numerator * z + 0.13853951937974696;
  numerator = numerator * z + 0.4831068593030121;
  numerator = numerator * z + 1.142694962627858;
  numerator = numerator * z + 1.697404938868852;
  numerator = numerator * z + 1.2533141373155003;
  double denominator = 0.000012103181524530537;
  denominator = denominator * z + 0.0003043996516671804;
  denominator = denominator * z + 0.0036838828484925235;
  denominator = denominator * z + 0.02775878579865206;
  denominator = denominator * z + 0.1421869309015407;
  denominator = denominator * z + 0.5099549888568579;
  denominator = denominator * z + 1.2739804508865347;
  denominator = denominator * z + 2.128959986553609;
  denominator = denominator * z + 2.152217754956861;
  denominator = denominator * z + 1;
  return numerator / denominator;
}

struct expiry {
  double years, discount, basis;
  const double *strikes, *logs, *volatilities, *prices;
  double *price, *delta, *gamma, *theta, *vega;
};

static void price_pairs(const struct expiry *e, long count, double spot) {
  double forward = spot + e->basis;
  double discount = e->discount;
  double root_years = sqrt(e->years);
  double log_forward = log(forward);
  double daily_rate = -log(discount) / e->years / DAYS_PER_YEAR;
  double density_scale = discount / ROOT_TWO_PI;
  double gamma_scale = 1 / (forward * forward);
  double decay_scale = 1 / (2 * DAYS_PER_YEAR * root_years);
  double vega_scale = root_years / 100;
  for (long index = 0; index < count; index += 1) {
    double strike = e->strikes[index];
    double total = e->volatilities[index] * root_years;
    int is_call_out = forward <= strike;
    double low = is_call_out ? forward : strike;
    double per_total = 1 / total;
    double d_low = total * 0.5 - fabs(log_forward - e->logs[index]) * per_total;
    double d_high = total - d_low;
    double exponential = low * exp(-0.5 * d_low * d_low);
    double tail_low = exponential * tail_ratio(fabs(d_low));
    double tail_high = exponential * tail_ratio(d_high);
    double below_low = d_low > 0 ? low - tail_low : tail_low;
    double time_value = below_low - tail_high;
    double call = discount * (time_value + forward - low);
    double put = discount * (time_value + strike - low);
    double delta = (discount * (is_call_out ? below_low : forward - tail_high)) / forward;
    double weight = density_scale * exponential;
    double gamma = weight * gamma_scale * per_total;
    double decay = weight * e->volatilities[index] * decay_scale;
    double vega = weight * vega_scale;
    e->price[2 * index] = call;
    e->price[2 * index + 1] = put;
    e->delta[2 * index] = delta;
    e->delta[2 * index + 1] = delta - discount;
    e->gamma[2 * index] = gamma;
    e->gamma[2 * index + 1] = gamma;
    e->theta[2 * index] = daily_rate * call - decay;
    e->theta[2 * index + 1] = daily_rate * put - decay;
    e->vega[2 * index] = vega;
    e->vega[2 * index + 1] = vega;
  }
}

static double by_series(double z, double half) {
  double p = 1 / (z - half), q = 1 / (z + half);
  double squares = p * p + q * q, product = p * q * (p * q);
  double before = -2 * half, difference = 2 * half * p * q, coefficient = 1, sum = 0;
  for (int term = 0; term < 17; term += 1) {
    sum += coefficient * difference;
    double next = squares * difference - product * before;
    before = difference;
    difference = next;
    coefficient *= -(2 * term + 1);
  }
  return sum;
}

static double time_value_over_vega(double deviations, double half) {
  double edge = deviations - half;
  if (edge >= 10) return by_series(deviations, half);
  if (half <= 0.05) {
    double z = deviations, ratio = mills_ratio(z);
    double first = z * ratio - 1, second = z * first + ratio, third = z * second + 2 * first;
    double fourth = z * third + 3 * second, fifth = z * fourth + 4 * third;
    double sixth = z * fifth + 5 * fourth, seventh = z * sixth + 6 * fifth, square = half * half;
    return -2 * half * (first + square * (third / 6 + square * (fifth / 120 + (square * seventh) / 5040)));
  }
  double far = mills_ratio(deviations + half);
  if (edge >= 0) return mills_ratio(edge) - far;
  return ROOT_TWO_PI * exp(0.5 * edge * edge) - mills_ratio(-edge) - far;
}

static double first_guess(double share, double log_gap) {
  double at_the_money = (ROOT_TWO_PI * share) / (1 + log_gap * (0.5 + log_gap * 0.125));
  double reach = log_gap / at_the_money;
  if (reach < 1e-7) return at_the_money;
  double log_reach = log1p(reach), x = sqrt(log_reach);
  double numerator = 0.07382670899427471;
  numerator = numerator * x + 0.0008176925044035301;
  numerator = numerator * x - 0.024619585299111388;
  numerator = numerator * x + 0.7221550593523345;
  numerator = numerator * x + 0.038331614834375194;
  numerator = numerator * x + 0.9999818054605578;
  double denominator = 0.05220741556591938;
  denominator = denominator * x + 0.0038790562815560685;
  denominator = denominator * x + 0.209724021852863;
  denominator = denominator * x - 0.04298938754429886;
  denominator = denominator * x + 1.4866203281803165;
  denominator = denominator * x + 0.03735718245164456;
  denominator = denominator * x + 1;
  return (log_gap * denominator) / (log_reach * numerator);
}

static double total_volatility(double share, double log_gap) {
  if (!(share > 1e-290 && share < 1)) return NAN;
  double wanted = log(ROOT_TWO_PI * share), below = 0, above = INFINITY;
  double candidate = first_guess(share, log_gap);
  for (int iteration = 0; iteration < 64; iteration += 1) {
    double deviations = log_gap / candidate, half = candidate * 0.5, edge = deviations - half;
    double over_vega = time_value_over_vega(deviations, half);
    double miss = log(over_vega) - 0.5 * edge * edge - wanted;
    if (miss < 0) below = candidate;
    else above = candidate;
    double slope = 1 / over_vega, bend = (deviations * deviations - half * half) / candidate;
    double twist = bend * bend - (3 * deviations * deviations + half * half) / (candidate * candidate);
    double second = bend - slope, third = twist - 3 * bend * slope + 2 * slope * slope;
    double newton = -miss * over_vega;
    double step = (newton * (1 + 0.5 * second * newton)) / (1 + newton * (second + (third * newton) / 6));
    double next = candidate + step;
    int is_inside = next > below && next < above;
    if (is_inside && newton * newton * (1 + deviations) <= 1.2e-5 * candidate * candidate) return next;
    if (next == candidate) return candidate;
    candidate = is_inside ? next : above == INFINITY ? below * 2 : (below + above) / 2;
  }
  return candidate;
}

static void imply_volatilities(const struct expiry *e, long count, double spot) {
  double forward = spot + e->basis, root_years = sqrt(e->years), growth = 1 / e->discount;
  for (long index = 0; index < count; index += 1) {
    double strike = e->strikes[index];
    double low = fmin(forward, strike), log_gap = log1p(fabs(forward - strike) / low);
    for (long leg = 2 * index; leg <= 2 * index + 1; leg += 1) {
      double intrinsic = (leg == 2 * index ? forward : strike) - low;
      double share = (e->prices[leg] * growth - intrinsic) / low;
      double total = total_volatility(share, log_gap);
      e->price[leg] = total > 0 ? total / root_years : 0;
    }
  }
}

static double *read_all(const char *path, long *length) {
  FILE *file = fopen(path, "rb");
  if (!file) fail("cannot open the file");
  fseek(file, 0, SEEK_END);
  *length = ftell(file) / 8;
  rewind(file);
  double *numbers = malloc(*length * 8);
  if (!numbers || fread(numbers, 8, *length, file) != (size_t)*length) fail("cannot read the file");
  fclose(file);
  return numbers;
}

int main(int argc, char **argv) {
  if (argc != 7) fail("expected greeks|volatilities FILE OUT PASSES SPOT STEP");
  long length;
  const double *at = read_all(argv[2], &length);
  long expiries = (long)at[0], count = (long)at[1], passes = atol(argv[4]);
  double spot = atof(argv[5]), step = atof(argv[6]);
  at += 2;
  struct expiry *all = calloc(expiries, sizeof *all);
  double *figures = calloc(expiries * count * 10, 8);
  for (long i = 0; i < expiries; i += 1, at += 3 + 5 * count) {
    double *out = figures + i * count * 10;
    all[i] = (struct expiry){at[0], at[1], at[2], at + 3, at + 3 + count, at + 3 + 2 * count, at + 3 + 3 * count,
                             out, out + 2 * count, out + 4 * count, out + 6 * count, out + 8 * count};
  }
  int is_greeks = !strcmp(argv[1], "greeks");
  double began = processor_seconds();
  for (long pass = 1; pass <= passes; pass += 1)
    for (long i = 0; i < expiries; i += 1) {
      if (is_greeks) price_pairs(&all[i], count, spot + pass * step);
      else imply_volatilities(&all[i], count, spot + pass * step);
    }
  double seconds = processor_seconds() - began;
  FILE *out = fopen(argv[3], "wb");
  if (!out || fwrite(figures, 8, expiries * count * 10, out) != (size_t)(expiries * count * 10)) fail("cannot write");
  fclose(out);
  printf("{\"seconds\": %.9f}\n", seconds);
  return 0;
}
