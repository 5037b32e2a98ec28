// An SMTP server that takes every mail and keeps none, as fast as one core allows.
//
//   sink ADDRESS PORT [--delay MS] [--no-chunking]
//
// It offers PIPELINING, 8BITMIME, SIZE and CHUNKING. With --delay each mail is answered so many milliseconds after its
// last byte, as by a relay that writes mail to disk; the mails of one connection wait for each other.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { ROOM = 1 << 18, MOST = 1024 };
enum state { COMMAND, DATA, BDAT, ACCEPTING };

struct client {
  int socket;
  enum state state;
  int last;           // BDAT LAST
  size_t left;        // bytes of the chunk that are still to come
  int matched;        // how much of CRLF . CRLF the content ends in
  double due;         // when the mail is to be answered
  size_t in, out;     // bytes in the buffers
  char input[ROOM], output[ROOM];
};

static struct client *clients[MOST];
static int delay, chunking = 1;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static void say(struct client *client, const char *text) {
  size_t length = strlen(text);
  if (client->out + length > ROOM) return;
  memcpy(client->output + client->out, text, length);
  client->out += length;
}

static void answer_mail(struct client *client) {
  client->state = COMMAND;
  say(client, "250 2.0.0 taken\r\n");
}

static void end_of_mail(struct client *client) {
  if (delay == 0) return answer_mail(client);
  client->state = ACCEPTING;
  client->due = now() + delay;
}

static void command(struct client *client, const char *line) {
  if (!strncasecmp(line, "EHLO", 4)) {
    say(client, "250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SIZE 1000000000\r\n");
    say(client, chunking ? "250-CHUNKING\r\n250 HELP\r\n" : "250 HELP\r\n");
  } else if (!strncasecmp(line, "DATA", 4)) {
    say(client, "354 go on\r\n");
    client->state = DATA;
    client->matched = 2;  // the content may be the final dot at once
  } else if (!strncasecmp(line, "BDAT ", 5)) {
    client->left = strtoull(line + 5, NULL, 10);
    client->last = strcasestr(line, "LAST") != NULL;
    client->state = BDAT;
  } else if (!strncasecmp(line, "QUIT", 4)) {
    say(client, "221 2.0.0 bye\r\n");
  } else {
    say(client, "250 2.0.0 ok\r\n");
  }
}

// Each of these reads from `from` and returns where it stopped; the same place when more has to come first.

static size_t read_command(struct client *client, size_t from) {
  char *line = client->input + from, *end = memchr(line, '\n', client->in - from);
  if (end == NULL) return from;
  *end = '\0';
  command(client, line);
  return end + 1 - client->input;
}

static size_t read_data(struct client *client, size_t from) {
  static const char stop[] = "\r\n.\r\n";
  while (from < client->in) {
    if (client->matched == 0) {  // skip to where it may begin
      char *cr = memchr(client->input + from, '\r', client->in - from);
      if (cr == NULL) return client->in;
      from = cr - client->input;
    }
    char byte = client->input[from++];
    client->matched = byte == stop[client->matched] ? client->matched + 1 : byte == '\r';
    if (client->matched == 5) {
      end_of_mail(client);
      break;
    }
  }
  return from;
}

static size_t read_chunk(struct client *client, size_t from) {
  size_t length = client->in - from < client->left ? client->in - from : client->left;
  client->left -= length;
  if (client->left == 0) {
    if (client->last) end_of_mail(client);
    else answer_mail(client);
  }
  return from + length;
}

static void read_input(struct client *client) {
  size_t from = 0, before;
  do {
    before = from;
    enum state state = client->state;
    if (state == COMMAND) from = read_command(client, from);
    else if (state == DATA) from = read_data(client, from);
    else if (state == BDAT) from = read_chunk(client, from);
  } while (from != before && from < client->in);
  memmove(client->input, client->input + from, client->in - from);
  client->in -= from;
}

static void leave(struct client *client) {
  clients[client->socket] = NULL;
  close(client->socket);
  free(client);
}

// Answers are small and their readers quick: a socket that takes no more is that of a client that went wrong.
static void flush(struct client *client) {
  if (client->out > 0 && write(client->socket, client->output, client->out) != (ssize_t)client->out) return leave(client);
  client->out = 0;
}

static void receive(struct client *client) {
  ssize_t length = read(client->socket, client->input + client->in, ROOM - client->in);
  if (length <= 0) return leave(client);
  client->in += length;
  if (client->state != ACCEPTING) read_input(client);
  flush(client);
}

static void watch(int epoll, struct client *client, int operation) {
  // A client that writes ahead of a delayed answer is left to wait once the buffer is full.
  struct epoll_event event = {.events = client->in < ROOM ? EPOLLIN : 0, .data.fd = client->socket};
  epoll_ctl(epoll, operation, client->socket, &event);
}

static void welcome(int epoll, int listener) {
  int socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK), yes = 1;
  if (socket < 0) return;
  if (socket >= MOST) {
    close(socket);
    return;
  }
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  struct client *client = clients[socket] = calloc(1, sizeof *client);
  client->socket = socket;
  watch(epoll, client, EPOLL_CTL_ADD);
  say(client, "220 sink ESMTP\r\n");
  flush(client);
}

// Answers the mails that are due and returns the milliseconds until the next one is, -1 when there is none.
static int answer_due(int epoll) {
  double next = -1;
  for (int i = 0; delay > 0 && i < MOST; i++) {
    struct client *client = clients[i];
    if (client != NULL && client->state == ACCEPTING && client->due <= now()) {
      answer_mail(client);
      read_input(client);
      watch(epoll, client, EPOLL_CTL_MOD);
      flush(client);
    }
    client = clients[i];
    if (client != NULL && client->state == ACCEPTING && (next < 0 || client->due < next)) next = client->due;
  }
  if (next < 0) return -1;
  double left = next - now();
  return left > 0 ? (int)left + 1 : 0;
}

int main(int count, char **words) {
  if (count < 3) return 2;
  for (int i = 3; i < count; i++) {
    if (!strcmp(words[i], "--no-chunking")) chunking = 0;
    else if (!strcmp(words[i], "--delay") && i + 1 < count) delay = atoi(words[++i]);
    else return 2;
  }
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(words[2]))};
  inet_pton(AF_INET, words[1], &address.sin_addr);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, MOST) < 0) {
    perror("sink");
    return 1;
  }
  int epoll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, ready[64];
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int timeout = answer_due(epoll), events = epoll_wait(epoll, ready, 64, timeout);
    for (int i = 0; i < events; i++) {
      int socket = ready[i].data.fd;
      if (socket == listener) welcome(epoll, listener);
      else if (clients[socket] != NULL) receive(clients[socket]);
      if (socket != listener && clients[socket] != NULL && clients[socket]->in == ROOM)
        watch(epoll, clients[socket], EPOLL_CTL_MOD);
    }
  }
}
