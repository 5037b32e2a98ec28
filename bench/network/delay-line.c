// Joins two network namespaces by a line that hands every packet over after a fixed time. The TCP of the kernel runs on
// both ends, so that handshakes, slow start and acknowledgements take their time too. As with a network card, it hands
// over many packets of a connection at once: else the line, and not what is at its ends, would be the limit.
//
//   delay-line NAMESPACE_A NAMESPACE_B MICROSECONDS_ONE_WAY
//
// Makes the device "line" in each namespace and says "ready"; ends with its standard input.
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/virtio_net.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { LONGEST = sizeof(struct virtio_net_hdr) + 65536, MOST = 1 << 15 };

struct packet {
  int64_t due;
  size_t length;
  char *bytes;
};

// Packets on their way from one device to the other, in a ring.
struct direction {
  int from, to;
  size_t head, size;
  struct packet *packets;
};

static int64_t delay;

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int open_device(const char *name) {
  char path[256];
  snprintf(path, sizeof path, "/var/run/netns/%s", name);
  int space = open(path, O_RDONLY);
  if (space < 0 || setns(space, CLONE_NEWNET) < 0) fail(path);
  close(space);
  int device = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
  struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI | IFF_VNET_HDR, .ifr_name = "line"};
  if (device < 0 || ioctl(device, TUNSETIFF, &request) < 0) fail("/dev/net/tun");
  if (ioctl(device, TUNSETOFFLOAD, TUN_F_CSUM | TUN_F_TSO4) < 0) fail("TUNSETOFFLOAD");
  return device;
}

// What does not fit any more is lost, as on any line.
static void take(struct direction *way) {
  static char bytes[LONGEST];
  while (way->size < MOST) {
    ssize_t length = read(way->from, bytes, LONGEST);
    if (length <= 0) return;
    struct packet *packet = &way->packets[(way->head + way->size++) % MOST];
    *packet = (struct packet){.due = now() + delay, .length = length, .bytes = malloc(length)};
    memcpy(packet->bytes, bytes, length);
  }
}

// Hands over what is due and returns when the next packet is, 0 when there is none.
static int64_t hand_over(struct direction *way) {
  for (; way->size > 0; way->head = (way->head + 1) % MOST, way->size--) {
    struct packet *packet = &way->packets[way->head];
    if (packet->due > now()) return packet->due;
    ssize_t written = write(way->to, packet->bytes, packet->length);
    free(packet->bytes);
    if (written < 0) continue;
  }
  return 0;
}

int main(int count, char **words) {
  if (count != 4) return 2;
  delay = atoll(words[3]) * 1000;
  prctl(PR_SET_TIMERSLACK, 1);
  int a = open_device(words[1]), b = open_device(words[2]);
  struct direction there = {.from = a, .to = b}, back = {.from = b, .to = a};
  there.packets = calloc(MOST, sizeof(struct packet));
  back.packets = calloc(MOST, sizeof(struct packet));
  puts("ready");
  fflush(stdout);
  struct pollfd ready[] = {{a, POLLIN, 0}, {b, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
  while (!(ready[2].revents)) {
    take(&there);
    take(&back);
    int64_t first = hand_over(&there), second = hand_over(&back);
    int64_t next = first == 0 || (second != 0 && second < first) ? second : first;
    int64_t left = next == 0 ? 1000000000 : next - now();
    struct timespec timeout = {left > 0 ? left / 1000000000 : 0, left > 0 ? left % 1000000000 : 0};
    ppoll(ready, 3, &timeout, NULL);
  }
}
