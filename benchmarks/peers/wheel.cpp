// The yardstick: every case simulated one by one, in whole days, on a timing wheel of day buckets.
//
//   wheel PARAMETERS SEED
//
// A case is one record that travels by value from bucket to line to bucket, so no table of cases is
// ever read at random. The record is the code of the cell (place, class and track), one byte; with
// -DCASE_TYPE=std::uint32_t it also carries a number of its own, in the upper 24 bits. Every case
// is drawn for, moved and filed alone. Each stay is drawn once, on entry, day and exit together, by
// Walker's alias method: the hazards do not change with the date. A bucket is a chain of fixed
// chunks, one bucket for each delay, day and exit. Queues are plain arrays in order of arrival; a
// batch of cases that arrived on one day is shuffled only while a part of it is being served.
//
// The seconds printed count all that follows reading the file: tables, memory and the run.

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace {

#ifndef CASE_TYPE
#define CASE_TYPE std::uint8_t
#endif
#ifndef CHUNK_BITS
#define CHUNK_BITS 6
#endif

using Case = CASE_TYPE;
constexpr int kChunkBits = CHUNK_BITS;  // cases in a chunk, as a power of two

constexpr int kPlaces = 25;
constexpr int kClasses = 3;
constexpr int kTracks = 2;
constexpr int kCells = kPlaces * kClasses * kTracks;
constexpr int kBlock = 256;      // cases drawn together
constexpr double kTiny = 1e-9;   // slack for hours that add up to a whole case only in exact sums

// Cell code: place * 8 + class * 2 + track, below 200.
inline unsigned cell_of(Case c) { return static_cast<unsigned>(c) & 0xffU; }
inline unsigned place_of(Case c) { return cell_of(c) >> 3; }
inline unsigned class_of(Case c) { return (static_cast<unsigned>(c) >> 1) & 3U; }

// Eight xoshiro256++ generators side by side, in vector registers (an extension of GCC and Clang).
class Random {
 public:
  explicit Random(std::uint64_t seed) {
    for (auto& lanes : state_) {
      for (int lane = 0; lane < kLanes; ++lane) {
        seed += 0x9e3779b97f4a7c15ULL;  // SplitMix64 fills the states
        std::uint64_t z = seed;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        lanes[lane] = z ^ (z >> 31);
      }
    }
  }

  // Fill a buffer, aligned and a multiple of kLanes long, with at least `count` fresh draws.
  void fill(std::uint64_t* out, int count) {
    Lanes a = state_[0], b = state_[1], c = state_[2], d = state_[3];
    for (int start = 0; start < count; start += kLanes) {
      *reinterpret_cast<Lanes*>(out + start) = rotate(a + d, 23) + a;
      const Lanes shifted = b << 17;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = rotate(d, 45);
    }
    state_[0] = a, state_[1] = b, state_[2] = c, state_[3] = d;
  }

  // One draw of 64 bits, from a small store.
  std::uint64_t word() {
    if (used_ == kLanes) {
      fill(store_, kLanes);
      used_ = 0;
    }
    return store_[used_++];
  }

  // A whole number below `limit` (limit < 2^32; the bias is below 2^-32).
  std::uint32_t below(std::uint32_t limit) {
    return static_cast<std::uint32_t>(((word() >> 32) * limit) >> 32);
  }

 private:
  static constexpr int kLanes = 8;
  typedef std::uint64_t Lanes __attribute__((vector_size(kLanes * 8), may_alias));
  static Lanes rotate(Lanes x, int k) { return (x << k) | (x >> (64 - k)); }

  Lanes state_[4];
  alignas(64) std::uint64_t store_[kLanes];
  int used_ = kLanes;
};

// Walker's alias tables for several laws over small whole numbers, one row for each law. An entry
// packs a 32-bit threshold and two 16-bit outcomes: one 64-bit draw and one load make one sample.
class AliasRows {
 public:
  void build(const std::vector<std::vector<double>>& weights,
             const std::vector<std::vector<std::uint16_t>>& outcomes) {
    std::size_t most = 2;
    for (const auto& row : weights) most = std::max(most, row.size());
    bits_ = 1;
    while ((std::size_t{1} << bits_) < most) ++bits_;
    const std::size_t size = std::size_t{1} << bits_;
    entries_.resize(weights.size() * size);
    for (std::size_t r = 0; r < weights.size(); ++r) {
      fill_row(weights[r], outcomes[r], entries_.data() + r * size, size);
    }
  }

  std::uint32_t sample(unsigned row, std::uint64_t draw) const {
    const std::uint64_t index = (std::uint64_t{row} << bits_) + (draw >> (64 - bits_));
    const std::uint64_t entry = entries_[index];
    const bool keep = static_cast<std::uint32_t>(draw) < static_cast<std::uint32_t>(entry >> 32);
    return (keep ? static_cast<std::uint32_t>(entry) >> 16 : static_cast<std::uint32_t>(entry)) &
           0xffffU;
  }

 private:
  static void fill_row(const std::vector<double>& weight, const std::vector<std::uint16_t>& outcome,
                       std::uint64_t* entry, std::size_t size) {
    double sum = 0;
    for (double w : weight) sum += w;
    std::vector<double> share(size, 0.0);
    std::vector<std::uint16_t> value(size, outcome[0]);
    for (std::size_t i = 0; i < weight.size(); ++i) {
      share[i] = weight[i] * static_cast<double>(size) / sum;
      value[i] = outcome[i];
    }
    std::vector<std::size_t> small, large;
    for (std::size_t i = 0; i < size; ++i) (share[i] < 1 ? small : large).push_back(i);
    const auto put = [&](std::size_t i, double keep, std::size_t other) {
      const double scaled = std::min(std::max(keep, 0.0) * 4294967296.0, 4294967295.0);
      entry[i] = (static_cast<std::uint64_t>(scaled) << 32) |
                 (std::uint64_t{value[i]} << 16) | value[other];
    };
    while (!small.empty() && !large.empty()) {
      const std::size_t i = small.back(), j = large.back();
      small.pop_back();
      put(i, share[i], j);
      share[j] -= 1 - share[i];
      if (share[j] < 1) {
        large.pop_back();
        small.push_back(j);
      }
    }
    for (std::size_t i : small) put(i, 1.0, i);
    for (std::size_t i : large) put(i, 1.0, i);
  }

  std::vector<std::uint64_t> entries_;
  int bits_ = 1;
};

// A growing array of cases.
class Inbox {
 public:
  // A place to write `count` cases; call advance() with the number really written.
  Case* room(std::size_t count) {
    if (size_ + count > cases_.size()) cases_.resize((size_ + count) * 2);
    return cases_.data() + size_;
  }
  void advance(std::size_t count) { size_ += count; }
  void clear() { size_ = 0; }
  // Drop the first `count` cases.
  void forget(std::size_t count) {
    std::copy(cases_.data() + count, cases_.data() + size_, cases_.data());
    size_ -= count;
  }
  const Case* data() const { return cases_.data(); }
  Case* data() { return cases_.data(); }
  std::size_t size() const { return size_; }

 private:
  std::vector<Case> cases_;
  std::size_t size_ = 0;
};

// Memory for the buckets of all delays: chunks of cases, chained from the newest to the oldest.
class Chunks {
 public:
  static constexpr std::uint32_t kSize = 1U << kChunkBits;

  // A bucket is the position of its next free slot; a multiple of kSize means "no room".
  void push(std::uint32_t& bucket, Case c) {
    std::uint32_t slot = bucket;
    if (__builtin_expect((slot & (kSize - 1)) == 0, 0)) slot = grow(slot);
    cases_[slot] = c;
    bucket = slot + 1;
  }

  // Move all cases of a bucket to an inbox, free its chunks and return the number of cases.
  std::size_t drain(std::uint32_t& bucket, Inbox& inbox) {
    if (bucket == 0) return 0;
    std::uint32_t chunk = (bucket - 1) >> kChunkBits;
    std::uint32_t count = ((bucket - 1) & (kSize - 1)) + 1;
    bucket = 0;
    std::size_t total = 0;
    for (;;) {
      const std::uint32_t before = previous_[chunk];
      if (before != kNone) prefetch(before);
      // Copy a whole chunk, full or not: a fixed length is quick.
      const Case* from = &cases_[std::size_t{chunk} << kChunkBits];
      std::copy(from, from + kSize, inbox.room(kSize));
      inbox.advance(count);
      total += count;
      previous_[chunk] = free_;
      free_ = chunk;
      if (before == kNone) return total;
      chunk = before;
      count = kSize;
    }
  }

 private:
  static constexpr std::uint32_t kNone = 0xffffffffU;

  void prefetch(std::uint32_t chunk) const {
    const char* start = reinterpret_cast<const char*>(&cases_[std::size_t{chunk} << kChunkBits]);
    for (std::size_t byte = 0; byte < kSize * sizeof(Case); byte += 64) {
      __builtin_prefetch(start + byte);
    }
  }

  __attribute__((noinline)) std::uint32_t grow(std::uint32_t slot) {
    if (free_ == kNone) {
      const std::size_t have = previous_.size();
      const std::size_t more = std::max<std::size_t>(4096, have / 2);
      previous_.resize(have + more);
      cases_.resize((have + more) << kChunkBits);
      for (std::size_t i = have + more; i-- > have;) {
        previous_[i] = free_;
        free_ = static_cast<std::uint32_t>(i);
      }
    }
    const std::uint32_t chunk = free_;
    free_ = previous_[chunk];
    previous_[chunk] = (slot >> kChunkBits) - 1;  // kNone for an empty bucket
    return chunk << kChunkBits;
  }

  std::vector<Case> cases_;
  std::vector<std::uint32_t> previous_;
  std::uint32_t free_ = kNone;
};

// A delay: buckets by day and exit; the sample is stay * exits + exit, one number.
class Delay {
 public:
  void build(int exits, int days, const std::vector<double>& bands,
             const std::vector<double>& hazard) {
    if ((days + 1) * exits > 0xffff) {  // the outcomes of the alias table have 16 bits
      std::fprintf(stderr, "too many days\n");
      std::exit(1);
    }
    exits_ = exits;
    last_ = static_cast<std::uint32_t>(days * exits);
    buckets_.assign(last_ + 1, 0);
    const std::size_t count = bands.size();
    std::vector<std::vector<double>> weights(kClasses);
    std::vector<std::vector<std::uint16_t>> outcomes(kClasses);
    for (int c = 0; c < kClasses; ++c) {
      double alive = 1;
      for (int age = 0; age < days; ++age) {
        std::size_t band = 0;
        while (band + 1 < count && bands[band + 1] <= age) ++band;
        double total = 0;
        for (int e = 0; e < exits; ++e) {
          const double p = hazard[(c * exits + e) * count + band];
          total += p;
          if (alive * p > 1e-18) {  // rarer outcomes cannot be told from never
            weights[c].push_back(alive * p);
            outcomes[c].push_back(static_cast<std::uint16_t>((age + 1) * exits + e));
          }
        }
        alive *= std::max(0.0, 1 - total);
      }
      weights[c].push_back(std::max(alive, 0.0));  // still there on the last day
      outcomes[c].push_back(static_cast<std::uint16_t>((days + 1) * exits));
    }
    table_.build(weights, outcomes);
  }

  // Draw the stays of cases that enter on `day` and file each under its day and exit.
  void enter(int day, const Case* in, std::size_t count, Random& random, Chunks& chunks) {
    alignas(64) std::uint64_t draws[kBlock];
    alignas(64) std::uint32_t target[kBlock];
    const std::uint32_t base = static_cast<std::uint32_t>(day * exits_);
    for (std::size_t start = 0; start < count; start += kBlock) {
      const int n = static_cast<int>(std::min<std::size_t>(kBlock, count - start));
      const Case* block = in + start;
      random.fill(draws, n);
      for (int i = 0; i < n; ++i) {
        target[i] = std::min(base + table_.sample(class_of(block[i]), draws[i]), last_);
      }
      for (int i = 0; i < n; ++i) chunks.push(buckets_[target[i]], block[i]);
    }
  }

  // Move the cases that leave on `day` by one exit to an inbox.
  std::size_t leave(int day, int exit, Inbox& inbox, Chunks& chunks) {
    return chunks.drain(buckets_[static_cast<std::size_t>(day) * exits_ + exit], inbox);
  }

 private:
  int exits_ = 1;
  std::uint32_t last_ = 0;  // the bucket of stays that outlast the run
  std::vector<std::uint32_t> buckets_;
  AliasRows table_;
};
// A split among three exits: each case by its class. The first two exits go to inboxes; the third
// goes to an inbox too, or is only counted when it ends the case.
class Split {
 public:
  explicit Split(const std::vector<double>& shares) {
    for (int c = 0; c < kClasses; ++c) {
      first_[c] = threshold(shares[c * 3]);
      second_[c] = threshold(shares[c * 3] + shares[c * 3 + 1]);
    }
    first_[3] = second_[3] = 0;
  }

  // Returns the number that took the third exit.
  std::size_t divide(const Case* in, std::size_t count, Inbox& first, Inbox& second,
                     Random& random) const {
    alignas(64) std::uint64_t draws[kBlock];
    Case* one = first.room(count + 1);  // both outputs are written at each step, kept or not
    Case* two = second.room(count + 1);
    std::size_t ones = 0, twos = 0;
    for (std::size_t start = 0; start < count; start += kBlock) {
      const int n = static_cast<int>(std::min<std::size_t>(kBlock, count - start));
      random.fill(draws, n);
      for (int i = 0; i < n; ++i) {
        const Case c = in[start + i];
        const std::uint64_t draw = draws[i] >> 11;
        const bool below_first = draw < first_[class_of(c)];
        const bool below_second = draw < second_[class_of(c)];
        one[ones] = c;
        two[twos] = c;
        ones += below_first;
        twos += below_second & !below_first;
      }
    }
    first.advance(ones);
    second.advance(twos);
    return count - ones - twos;
  }

 private:
  static std::uint64_t threshold(double share) {
    return static_cast<std::uint64_t>(share * 9007199254740992.0);  // 2^53
  }
  std::uint64_t first_[kClasses + 1];
  std::uint64_t second_[kClasses + 1];
};

// Cases in order of arrival day; within a day any order is the rule, so a batch is shuffled only
// as far as it is served before its end.
class Line {
 public:
  // Close the batch of `day`: everything appended since the last call.
  void close(int day) {
    if (cases_.size() > (batches_.empty() ? head_ : batches_.back().end)) {
      batches_.push_back({day, cases_.size()});
    }
  }
  Inbox& inbox() { return cases_; }
  std::size_t waiting() const { return cases_.size() - head_; }

  // Serve `count` cases on `day`: the first ones, returned as an array. Adds to the sum of waits.
  const Case* serve(std::size_t count, int day, double& waits, Random& random) {
    const Case* served = cases_.data() + head_;
    std::size_t left = count;
    while (left > 0) {
      const Batch batch = batches_[first_batch_];
      const std::size_t here = batch.end - head_;
      const std::size_t taken = std::min(here, left);
      if (taken < here) {  // a partial Fisher-Yates shuffle
        Case* start = cases_.data() + head_;
        for (std::size_t i = 0; i < taken; ++i) {
          const std::size_t j = i + random.below(static_cast<std::uint32_t>(here - i));
          std::swap(start[i], start[j]);
        }
      } else {
        ++first_batch_;
      }
      waits += static_cast<double>(taken) * (day - batch.day);
      head_ += taken;
      left -= taken;
    }
    return served;
  }

  // Give back the room of cases served before; call when nobody holds the result of serve().
  void tidy() {
    if (head_ * 2 < cases_.size()) return;
    cases_.forget(head_);
    batches_.erase(batches_.begin(), batches_.begin() + static_cast<std::ptrdiff_t>(first_batch_));
    for (Batch& batch : batches_) batch.end -= head_;
    head_ = first_batch_ = 0;
  }

 private:
  struct Batch {
    int day;
    std::size_t end;
  };
  Inbox cases_;
  std::vector<Batch> batches_;
  std::size_t head_ = 0, first_batch_ = 0;
};

// How many cases of one cost fit into the hours.
inline std::size_t fitting(double hours, double cost) {
  return static_cast<std::size_t>(hours / cost + kTiny);
}

using Parameters = std::map<std::string, std::vector<double>>;

struct Outcome {
  double events = 0, cases = 0, removed = 0, relief = 0, closed = 0, released = 0, returned = 0;
  double refused = 0, detention_days = 0, docket_stock = 0, handling_waits = 0, handled = 0;
  double hearing_waits = 0, heard = 0, hearing_line = 0, flight_waits = 0;
};

class Model {
 public:
  Model(const Parameters& p, std::uint64_t seed)
      : days_(static_cast<int>(p.at("days")[0])),
        officers_(p.at("officers")),
        beds_(p.at("beds")),
        hours_(p.at("handling_hours")),
        judges_(p.at("judges")[0]),
        seats_(p.at("seats")[0]),
        processing_(p.at("processing")),
        decision_(p.at("decision")),
        random_(seed) {
    booking_.build(2, days_, p.at("booking_bands"), p.at("booking_hazard"));
    detention_.build(4, days_, p.at("detention_bands"), p.at("detention_hazard"));
    papers_.build(1, days_, p.at("papers_bands"), p.at("papers_hazard"));
    docket_.build(3, days_, p.at("docket_bands"), p.at("docket_hazard"));
    build_arrivals(p.at("inflow"));
    const auto& stock = p.at("docket_start");
    for (int cell = 0; cell < kCells; ++cell) create(cell, static_cast<std::size_t>(stock[cell]));
    std::swap(to_booking_, to_docket_);
  }

  Outcome run() {
    // The stock has age 0 at the start, that is at the end of the day before the first.
    result_.docket_stock = static_cast<double>(to_docket_.size());
    docket_.enter(-1, to_docket_.data(), to_docket_.size(), random_, chunks_);
    to_docket_.clear();
    for (int day = 0; day < days_; ++day) {
      leave_delays(day);
      arrive();
      handle(day);
      hear(day);
      fly(day);
      enter_delays(day);
      result_.detention_days += static_cast<double>(detained_);
    }
    result_.cases = static_cast<double>(number_);
    result_.hearing_line = static_cast<double>(hearing_.waiting());
    return result_;
  }

 private:
  void build_arrivals(const std::vector<double>& inflow) {
    std::vector<std::vector<double>> weights(kCells);
    std::vector<std::vector<std::uint16_t>> outcomes(kCells);
    for (int cell = 0; cell < kCells; ++cell) {
      const double mean = inflow[cell];
      const int most = static_cast<int>(mean + 12 * std::sqrt(mean) + 20);
      for (int k = 0; k <= most; ++k) {
        const double log_weight =
            mean > 0 ? k * std::log(mean) - mean - std::lgamma(k + 1.0) : (k > 0 ? -1e9 : 0.0);
        const double weight = std::exp(log_weight);
        if (weight < 1e-18) continue;
        weights[cell].push_back(weight);
        outcomes[cell].push_back(static_cast<std::uint16_t>(k));
      }
    }
    arrivals_.build(weights, outcomes);
  }

  // New cases of one cell, into the inbox of booking.
  void create(int cell, std::size_t count) {
    const unsigned code = static_cast<unsigned>(cell / (kClasses * kTracks)) * 8 +
                          static_cast<unsigned>(cell % (kClasses * kTracks));
    Case* room = to_booking_.room(count);
    for (std::size_t i = 0; i < count; ++i) {
      room[i] = static_cast<Case>(((number_ + i) << 8) | code);
    }
    number_ += count;
    to_booking_.advance(count);
  }

  // Step 1: all exits of all delays.
  void leave_delays(int day) {
    std::size_t moved = booking_.leave(day, 0, to_handling_, chunks_);
    const std::size_t released = booking_.leave(day, 1, ended_, chunks_);
    ended_.clear();

    const std::size_t line = hearing_.inbox().size();
    std::size_t count = detention_.leave(day, 0, hearing_.inbox(), chunks_);
    free_beds(hearing_.inbox().data() + line, count);
    moved += count;
    count = detention_.leave(day, 1, to_papers_, chunks_);
    free_beds(to_papers_.data(), count);
    moved += count;
    count = detention_.leave(day, 2, to_docket_, chunks_);
    free_beds(to_docket_.data(), count);
    moved += count;
    const std::size_t freed = detention_.leave(day, 3, ended_, chunks_);
    free_beds(ended_.data(), freed);
    ended_.clear();

    moved += papers_.leave(day, 0, flight_.inbox(), chunks_);

    std::size_t left = docket_.leave(day, 0, hearing_.inbox(), chunks_);
    left += docket_.leave(day, 1, to_handling_, chunks_);
    const std::size_t closed = docket_.leave(day, 2, ended_, chunks_);
    ended_.clear();
    left += closed;
    result_.docket_stock -= static_cast<double>(left);

    result_.released += static_cast<double>(released + freed);
    result_.closed += static_cast<double>(closed);
    result_.events += static_cast<double>(moved + released + freed + left);
  }

  void free_beds(const Case* cases, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) --in_bed_[place_of(cases[i])];
    detained_ -= count;
  }

  // Step 2: Poisson inflow, cell by cell.
  void arrive() {
    alignas(64) std::uint64_t draws[kBlock];
    random_.fill(draws, kCells);
    for (int cell = 0; cell < kCells; ++cell) create(cell, arrivals_.sample(cell, draws[cell]));
    result_.events += static_cast<double>(to_booking_.size());
  }

  // Step 3a: officers serve, then each served case is processed at once.
  void handle(int day) {
    // Count the new cases of each place and class (cell code without the track).
    std::uint32_t fresh[kPlaces * 4] = {};
    const Case* in = to_handling_.data();
    const std::size_t arrived = to_handling_.size();
    for (std::size_t i = 0; i < arrived; ++i) ++fresh[cell_of(in[i]) >> 1];

    // Where nobody waits and all new cases fit, they pass straight through.
    bool busy[32] = {};
    bool any_busy = false;
    for (int place = 0; place < kPlaces; ++place) {
      double need = 0;
      bool waiting = false;
      for (int c = 0; c < kClasses; ++c) {
        need += fresh[place * 4 + c] * hours_[c];
        waiting = waiting || handling_[place][c].waiting() > 0;
      }
      busy[place] = waiting || need > officers_[place] + kept_[place] + kTiny;
      if (!busy[place]) kept_[place] = 0;
      any_busy = any_busy || busy[place];
    }
    const Case* served = in;
    std::size_t count = arrived;
    if (any_busy) {
      Case* room = handled_.room(arrived);
      count = 0;
      for (std::size_t i = 0; i < arrived; ++i) {
        const Case c = in[i];
        const unsigned place = place_of(c);
        room[count] = c;
        count += !busy[place];
        if (busy[place]) {
          Inbox& line = handling_[place][class_of(c)].inbox();
          *line.room(1) = c;
          line.advance(1);
        }
      }
      handled_.advance(count);
      for (int place = 0; place < kPlaces; ++place) {
        if (busy[place]) serve_place(place, day);
      }
      served = handled_.data();
      count = handled_.size();
    }
    result_.handled += static_cast<double>(count);

    // Processing: a served case moves in, and out again by one of three exits.
    const std::size_t returned =
        processing_.divide(served, count, to_detention_, to_docket_, random_);
    result_.returned += static_cast<double>(returned);
    result_.events += 2.0 * static_cast<double>(count);
    handled_.clear();
    to_handling_.clear();
  }

  // The officers of one place: classes by rank, within a class by day of arrival.
  void serve_place(int place, int day) {
    double hours = officers_[place] + kept_[place];
    bool blocked = false;  // at the first case that does not fit, serving stops for all ranks
    bool waiting = false;
    for (int c = 0; c < kClasses; ++c) {
      Line& line = handling_[place][c];
      line.close(day);
      if (!blocked && line.waiting() > 0) {
        const std::size_t count = std::min(fitting(hours, hours_[c]), line.waiting());
        const Case* served = line.serve(count, day, result_.handling_waits, random_);
        std::copy(served, served + count, handled_.room(count));
        handled_.advance(count);
        hours = std::max(0.0, hours - static_cast<double>(count) * hours_[c]);
        blocked = line.waiting() > 0;
        line.tidy();
      }
      waiting = waiting || line.waiting() > 0;
    }
    kept_[place] = waiting ? hours : 0;
  }

  // Serve a national line of cost 1; returns the served cases.
  const Case* serve_nation(Line& line, double capacity, double& kept, int day, double& waits,
                           std::size_t& count) {
    line.tidy();
    line.close(day);
    const double hours = capacity + kept;
    count = std::min(fitting(hours, 1.0), line.waiting());
    const Case* served = line.serve(count, day, waits, random_);
    kept = line.waiting() > 0 ? std::max(0.0, hours - static_cast<double>(count)) : 0.0;
    return served;
  }

  // Step 3b: judges, and the decision on each case heard.
  void hear(int day) {
    std::size_t count = 0;
    const Case* heard =
        serve_nation(hearing_, judges_, kept_judges_, day, result_.hearing_waits, count);
    const std::size_t relief = decision_.divide(heard, count, to_papers_, to_docket_, random_);
    result_.heard += static_cast<double>(count);
    result_.relief += static_cast<double>(relief);
    result_.events += 2.0 * static_cast<double>(count);
  }

  // Step 3c: seats; the cases end as removed.
  void fly(int day) {
    std::size_t count = 0;
    serve_nation(flight_, seats_, kept_seats_, day, result_.flight_waits, count);
    result_.removed += static_cast<double>(count);
    result_.events += static_cast<double>(count);
  }

  // Step 4: beds, then every delay takes its inbox.
  void enter_delays(int day) {
    admit();
    booking_.enter(day, to_booking_.data(), to_booking_.size(), random_, chunks_);
    detention_.enter(day, to_detention_.data(), to_detention_.size(), random_, chunks_);
    papers_.enter(day, to_papers_.data(), to_papers_.size(), random_, chunks_);
    docket_.enter(day, to_docket_.data(), to_docket_.size(), random_, chunks_);
    result_.docket_stock += static_cast<double>(to_docket_.size());
    to_booking_.clear();
    to_detention_.clear();
    to_papers_.clear();
    to_docket_.clear();
  }

  // Refuse the excess of the inbox of detention, place by place, chosen at random.
  void admit() {
    Case* in = to_detention_.data();
    const std::size_t arrived = to_detention_.size();
    std::uint32_t fresh[32] = {};
    std::uint32_t excess[32] = {};
    bool full = false;
    for (std::size_t i = 0; i < arrived; ++i) ++fresh[place_of(in[i])];
    for (int place = 0; place < kPlaces; ++place) {
      const std::int64_t over =
          in_bed_[place] + fresh[place] - static_cast<std::int64_t>(beds_[place]);
      excess[place] = static_cast<std::uint32_t>(
          std::min<std::int64_t>(std::max<std::int64_t>(over, 0), fresh[place]));
      in_bed_[place] += fresh[place] - excess[place];
      full = full || excess[place] > 0;
    }
    if (full) {
      Case* refused = to_docket_.room(arrived);
      std::size_t kept = 0, turned = 0;
      for (std::size_t i = 0; i < arrived; ++i) {
        const Case c = in[i];
        const unsigned place = place_of(c);
        // Sampling in sequence: refuse with probability (still to refuse) / (still to see).
        if (excess[place] > 0 && random_.below(fresh[place]--) < excess[place]) {
          --excess[place];
          refused[turned++] = c;
        } else {
          in[kept++] = c;
        }
      }
      to_docket_.advance(turned);
      to_detention_.clear();
      to_detention_.advance(kept);
      result_.refused += static_cast<double>(turned);
      result_.events += static_cast<double>(turned);
    }
    detained_ += to_detention_.size();
  }

  int days_;
  std::vector<double> officers_, beds_, hours_;
  double judges_, seats_;
  Split processing_, decision_;
  Random random_;
  AliasRows arrivals_;
  Chunks chunks_;
  Delay booking_, detention_, papers_, docket_;
  Line handling_[kPlaces][kClasses];
  Line hearing_, flight_;
  Inbox to_booking_, to_handling_, to_detention_, to_papers_, to_docket_, handled_, ended_;
  double kept_[kPlaces] = {};
  double kept_judges_ = 0, kept_seats_ = 0;
  std::int64_t in_bed_[kPlaces] = {};
  std::size_t detained_ = 0;
  std::uint64_t number_ = 0;
  Outcome result_;
};

Parameters read_parameters(const char* path) {
  std::ifstream file(path);
  if (!file) {
    std::fprintf(stderr, "cannot read %s\n", path);
    std::exit(1);
  }
  Parameters parameters;
  std::string name;
  std::size_t count = 0;
  while (file >> name >> count) {
    std::vector<double> values(count);
    for (double& value : values) file >> value;
    parameters[name] = values;
  }
  return parameters;
}

// Peak memory in MiB. VmHWM where there is one, for ru_maxrss outlives exec and so may be the peak
// of the program that started this one.
double peak_memory() {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word) {
    double kibibytes = 0;
    if (word == "VmHWM:" && status >> kibibytes) return kibibytes / 1024;
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: wheel PARAMETERS SEED\n");
    return 1;
  }
  const Parameters parameters = read_parameters(argv[1]);
  const auto start = std::chrono::steady_clock::now();
  Model model(parameters, std::strtoull(argv[2], nullptr, 10));
  const Outcome o = model.run();
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const auto mean = [](double sum, double count) { return count > 0 ? sum / count : 0.0; };
  std::printf("{\"seconds\": %.6f, \"events\": %.0f, \"cases\": %.0f, \"rss_mib\": %.1f, ", seconds,
              o.events, o.cases, peak_memory());
  std::printf("\"outcome\": {\"removed\": %.0f, \"relief\": %.0f, \"closed\": %.0f, ", o.removed,
              o.relief, o.closed);
  std::printf("\"released\": %.0f, \"returned\": %.0f, \"refused\": %.0f, ", o.released, o.returned,
              o.refused);
  std::printf("\"detention_mean_stock\": %.6g, \"docket_final_stock\": %.0f, ",
              mean(o.detention_days, parameters.at("days")[0]), o.docket_stock);
  std::printf("\"handling_mean_wait\": %.8g, \"hearing_mean_wait\": %.8g, ",
              mean(o.handling_waits, o.handled), mean(o.hearing_waits, o.heard));
  std::printf("\"hearing_final_line\": %.0f, \"flight_mean_wait\": %.8g}}\n", o.hearing_line,
              mean(o.flight_waits, o.removed));
  return 0;
}
