/* The least that an atomic restore takes: what `Benchmarks/run` measures tidemark against.
 *
 *     restore-floor HOST PORT PREFIX CONNECTIONS
 *
 * Reads what the groups with a prefix hold, writes the same in one fenced transaction over so many connections to each
 * broker, reads it back stable, and compares. It plans nothing, keeps no journal, looks at no group twice, and what a client
 * has to try again for more than a moment ends it with 1.
 */
#include <poll.h>
#include <time.h>

#include "wire.h"

enum { MOST_BROKERS = 8, MOST_CONNECTIONS = 64, WINDOW = 16, PAUSE_MICROSECONDS = 2000, TIMEOUT_MS = 60000 };
enum { LOADING = 14, NOT_THERE = 15, MOVED = 16, CONCURRENT = 51, UNSTABLE = 88 };

static const char TRANSACTION[] = "restore-floor";

struct broker { int32_t id; char host[256], port[8]; int connections[MOST_CONNECTIONS]; };
struct group {
    const uint8_t *name;
    uint32_t length;
    int broker;
    struct request topics;
    uint64_t sum, offsets;
};

static struct broker brokers[MOST_BROKERS];
static int number_of_brokers, connections_each;
static int32_t *leaders;
static uint32_t number_of_leaders;
static struct group *groups;
static uint32_t number_of_groups;
static int64_t producer;
static int16_t epoch;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int connection(int broker, int number) {
    int *found = &brokers[broker].connections[number];
    if (!*found) *found = connect_to(brokers[broker].host, brokers[broker].port);
    return *found;
}
static int broker_of(int32_t id) {
    for (int i = 0; i < number_of_brokers; i++) if (brokers[i].id == id) return i;
    errno = 0, give_up("a broker that metadata lacks");
    return -1;
}

static void put_string(struct request *r, const char *text) { put_text(r, (const uint8_t *)text, (uint32_t)strlen(text)); }

/* The brokers, and the leaders of __consumer_offsets. */
static void metadata(int first) {
    struct request r = request(METADATA, 9);
    put_count(&r, 2), put_string(&r, "__consumer_offsets"), put_count(&r, 0), put_number(&r, 0, 3), put_count(&r, 0);
    send_request(first, &r);
    struct answer a = receive(first, 1);
    number(&a, 4);
    for (uint32_t n = elements(&a); n; n--) {
        struct broker *b = &brokers[number_of_brokers++];
        uint32_t length;
        b->id = (int32_t)number(&a, 4);
        const uint8_t *host = text(&a, &length);
        snprintf(b->host, sizeof b->host, "%.*s", (int)length, host);
        snprintf(b->port, sizeof b->port, "%d", (int)number(&a, 4));
        skip_text(&a), skip_tags(&a);
    }
    skip_text(&a), number(&a, 4);
    if (elements(&a) != 1) give_up("metadata");
    expect_none(number(&a, 2));
    skip_text(&a), number(&a, 1);
    number_of_leaders = elements(&a);
    leaders = calloc(number_of_leaders, sizeof *leaders);
    for (uint32_t n = 0; n < number_of_leaders; n++) {
        expect_none(number(&a, 2));
        int32_t partition = (int32_t)number(&a, 4);
        leaders[partition] = (int32_t)number(&a, 4);
        number(&a, 4), skip_numbers(&a), skip_numbers(&a), skip_numbers(&a), skip_tags(&a);
    }
    free(a.bytes);
}

static uint32_t partition_of(const struct group *g) {
    uint32_t hash = 0;
    for (uint32_t i = 0; i < g->length; i++) hash = 31 * hash + g->name[i];
    int32_t value = (int32_t)hash;
    return (uint32_t)(value == INT32_MIN ? 0 : value < 0 ? -value : value) % number_of_leaders;
}

static void list(int broker, const char *prefix) {
    struct request r = request(LIST_GROUPS, 4);
    put_count(&r, 1), put_count(&r, 0);
    send_request(connection(broker, 0), &r);
    struct answer a = receive(connection(broker, 0), 1);
    number(&a, 4), expect_none(number(&a, 2));
    for (uint32_t n = elements(&a); n; n--) {
        uint32_t length;
        const uint8_t *name = text(&a, &length);
        skip_text(&a), skip_text(&a), skip_tags(&a);
        if (length < strlen(prefix) || memcmp(name, prefix, strlen(prefix))) continue;
        if (!(number_of_groups & (number_of_groups - 1)))
            groups = realloc(groups, (number_of_groups ? 2 * number_of_groups : 1) * sizeof *groups);
        groups[number_of_groups++] = (struct group){.name = name, .length = length, .broker = broker};
    }
}

static uint64_t mix(uint64_t sum, const void *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) sum = (sum ^ ((const uint8_t *)bytes)[i]) * 1099511628211u;
    return sum;
}

/* What one group of an answer holds: as the topics of a commit where there are none yet, and as a sum in any order.
 * Returns whether all of it is stable. */
static int read_group(struct answer *a, struct group *g, uint64_t *sum, uint64_t *offsets, int keeps) {
    int is_stable = 1;
    uint32_t topics = elements(a), length;
    if (keeps) put_count(&g->topics, topics + 1);
    for (; topics; topics--) {
        const uint8_t *topic = text(a, &length);
        uint32_t partitions = elements(a);
        if (keeps) put_text(&g->topics, topic, length), put_count(&g->topics, partitions + 1);
        for (; partitions; partitions--, ++*offsets) {
            uint32_t metadata_length;
            const uint8_t *head = take(a, 16), *metadata = text(a, &metadata_length);
            int64_t error = number(a, 2);
            if (error == UNSTABLE) is_stable = 0; else expect_none(error);
            skip_tags(a);
            *sum += mix(mix(mix(14695981039346656037u, topic, length), head, 12), metadata, metadata_length);
            if (keeps) put(&g->topics, head, 16), put_text(&g->topics, metadata, metadata_length), put_count(&g->topics, 0);
        }
        skip_tags(a);
        if (keeps) put_count(&g->topics, 0);
    }
    int64_t error = number(a, 2);
    if (error == UNSTABLE) is_stable = 0; else expect_none(error);
    skip_tags(a);
    return is_stable;
}

static struct group *named(const uint8_t *name, uint32_t length, struct group *from, uint32_t total) {
    for (uint32_t i = 0; i < total; i++) if (from[i].length == length && !memcmp(from[i].name, name, length)) return &from[i];
    errno = 0, give_up("a group that was not asked for");
    return NULL;
}

/* Reads a batch of the groups of one broker; returns whether all of it was stable. */
static void ask_batch(int broker, struct group *first, uint32_t total, int is_stable) {
    struct request r = request(OFFSET_FETCH, 8);
    put_count(&r, total + 1);
    for (uint32_t i = 0; i < total; i++) put_text(&r, first[i].name, first[i].length), put_count(&r, 0), put_count(&r, 0);
    put_number(&r, is_stable, 1), put_count(&r, 0);
    send_request(connection(broker, 0), &r);
}
static int take_batch(int broker, struct group *first, uint32_t total, int keeps) {
    int is_stable = 1;
    struct answer a = receive(connection(broker, 0), 1);
    number(&a, 4);
    for (uint32_t n = elements(&a); n; n--) {
        uint32_t length;
        const uint8_t *name = text(&a, &length);
        struct group *g = named(name, length, first, total);
        uint64_t sum = 0, offsets = 0;
        int is_all = read_group(&a, g, &sum, &offsets, keeps);
        if (keeps) g->sum = sum, g->offsets = offsets;
        else if (is_all && (sum != g->sum || offsets != g->offsets)) errno = 0, give_up("a group holds something else");
        is_stable &= is_all;
    }
    free(a.bytes);
    return is_stable;
}

static void read_all(int keeps) {
    uint32_t begin[MOST_BROKERS], end[MOST_BROKERS], sent[MOST_BROKERS], done[MOST_BROKERS];
    for (uint32_t i = 0, b = 0; b < (uint32_t)number_of_brokers; b++) {
        sent[b] = done[b] = begin[b] = i;
        while (i < number_of_groups && groups[i].broker == (int)b) i++;
        end[b] = i;
    }
    for (int is_over = 0; !is_over;) {
        is_over = 1;
        for (int b = 0; b < number_of_brokers; b++)
            while (sent[b] < end[b] && sent[b] - done[b] < UNDER_WAY * GROUPS_A_REQUEST) {
                uint32_t size = end[b] - sent[b] < GROUPS_A_REQUEST ? end[b] - sent[b] : GROUPS_A_REQUEST;
                ask_batch(b, groups + sent[b], size, !keeps);
                sent[b] += size;
            }
        for (int b = 0; b < number_of_brokers; b++) {
            if (done[b] == end[b]) continue;
            is_over = 0;
            uint32_t size = end[b] - done[b] < GROUPS_A_REQUEST ? end[b] - done[b] : GROUPS_A_REQUEST;
            if (take_batch(b, groups + done[b], size, keeps)) { done[b] += size; continue; }
            /* What is sent already is answered before what is asked again: it is taken and asked for again, too. */
            for (uint32_t other = done[b] + size; other < sent[b]; other += GROUPS_A_REQUEST) {
                uint32_t length = end[b] - other < GROUPS_A_REQUEST ? end[b] - other : GROUPS_A_REQUEST;
                take_batch(b, groups + other, length, keeps);
            }
            usleep(PAUSE_MICROSECONDS);
            sent[b] = done[b];
        }
    }
}

/* Asks the transaction's coordinator until it has decided something; the answer stands behind its error. */
static struct answer ask_coordinator(int coordinator, struct request (*make)(void)) {
    for (;;) {
        struct request r = make();
        send_request(coordinator, &r);
        struct answer a = receive(coordinator, 1);
        number(&a, 4);
        int64_t error = number(&a, 2);
        if (!error) return a;
        if (error != LOADING && error != NOT_THERE && error != MOVED && error != CONCURRENT) expect_none(error);
        free(a.bytes);
        usleep(PAUSE_MICROSECONDS);
    }
}
static struct request initialise(void) {
    struct request r = request(INIT_PRODUCER_ID, 4);
    put_string(&r, TRANSACTION), put_number(&r, TIMEOUT_MS, 4), put_number(&r, -1, 8), put_number(&r, -1, 2), put_count(&r, 0);
    return r;
}
static struct request commit(void) {
    struct request r = request(END_TXN, 3);
    put_string(&r, TRANSACTION), put_number(&r, producer, 8), put_number(&r, epoch, 2), put_number(&r, 1, 1), put_count(&r, 0);
    return r;
}

static int find_coordinator(int first) {
    for (;;) {
        struct request r = request(FIND_COORDINATOR, 3);
        put_string(&r, TRANSACTION), put_number(&r, 1, 1), put_count(&r, 0);
        send_request(first, &r);
        struct answer a = receive(first, 1);
        number(&a, 4);
        int64_t error = number(&a, 2);
        skip_text(&a);
        int32_t id = (int32_t)number(&a, 4);
        free(a.bytes);
        if (!error) return connection(broker_of(id), 0);
        if (error != NOT_THERE) expect_none(error);
        usleep(PAUSE_MICROSECONDS);
    }
}

static void add_partitions(int coordinator) {
    uint8_t *is_added = calloc(number_of_leaders, 1);
    uint32_t sent = 0;
    for (uint32_t i = 0; i < number_of_groups; i++) {
        uint32_t partition = partition_of(&groups[i]);
        if (is_added[partition]++) continue;
        struct request r = request(ADD_OFFSETS_TO_TXN, 3);
        put_string(&r, TRANSACTION), put_number(&r, producer, 8), put_number(&r, epoch, 2);
        put_text(&r, groups[i].name, groups[i].length), put_count(&r, 0);
        send_request(coordinator, &r);
        sent++;
    }
    for (; sent; sent--) {
        struct answer a = receive(coordinator, 1);
        number(&a, 4), expect_none(number(&a, 2));
        free(a.bytes);
    }
    free(is_added);
}

static void send_group(int to, const struct group *g) {
    struct request r = request(TXN_OFFSET_COMMIT, 3);
    put_string(&r, TRANSACTION), put_text(&r, g->name, g->length), put_number(&r, producer, 8), put_number(&r, epoch, 2);
    put_number(&r, -1, 4), put_string(&r, "restore-floor"), put_count(&r, 0);
    put(&r, g->topics.bytes, g->topics.length), put_count(&r, 0);
    send_request(to, &r);
}

/* Whether a group was taken; anything but a moment's refusal ends the program. */
static int was_taken(struct answer *a) {
    int is_taken = 1;
    number(a, 4);
    for (uint32_t t = elements(a); t; t--) {
        skip_text(a);
        for (uint32_t p = elements(a); p; p--) {
            number(a, 4);
            int64_t error = number(a, 2);
            if (error == LOADING || error == CONCURRENT) is_taken = 0; else expect_none(error);
            skip_tags(a);
        }
        skip_tags(a);
    }
    free(a->bytes);
    return is_taken;
}

/* Each connection has every so-manieth group of its broker, and up to WINDOW of them under way. */
static void write_all(void) {
    struct line { int socket; uint32_t *mine, total, sent, done, queue[WINDOW]; uint32_t head, count; } *lines;
    int total_lines = number_of_brokers * connections_each;
    lines = calloc((size_t)total_lines, sizeof *lines);
    struct pollfd *waits = calloc((size_t)total_lines, sizeof *waits);
    uint32_t seen[MOST_BROKERS] = {0};
    for (uint32_t i = 0; i < number_of_groups; i++) {
        int b = groups[i].broker;
        struct line *l = &lines[b * connections_each + (int)(seen[b]++ % (uint32_t)connections_each)];
        if (!l->mine) l->mine = malloc(number_of_groups * sizeof *l->mine), l->socket = connection(b, (int)(l - lines) % connections_each);
        l->mine[l->total++] = i;
    }
    for (int left = 1; left;) {
        left = 0;
        for (int i = 0; i < total_lines; i++) {
            struct line *l = &lines[i];
            while (l->sent < l->total && l->count < WINDOW) {
                uint32_t g = l->mine[l->sent++];
                send_group(l->socket, &groups[g]);
                l->queue[(l->head + l->count++) % WINDOW] = g;
            }
            waits[i] = (struct pollfd){.fd = l->count ? l->socket : -1, .events = POLLIN};
            left |= l->count > 0;
        }
        if (!left) break;
        if (poll(waits, (nfds_t)total_lines, TIMEOUT_MS) <= 0) give_up("no answer");
        for (int i = 0; i < total_lines; i++) {
            struct line *l = &lines[i];
            if (!(waits[i].revents)) continue;
            struct answer a = receive(l->socket, 1);
            uint32_t g = l->queue[l->head];
            l->head = (l->head + 1) % WINDOW, l->count--;
            if (was_taken(&a)) continue;
            send_group(l->socket, &groups[g]);
            l->queue[(l->head + l->count++) % WINDOW] = g;
        }
    }
}

int main(int argc, char **argv) {
    if (argc != 5 || (connections_each = atoi(argv[4])) < 1 || connections_each > MOST_CONNECTIONS)
        return fprintf(stderr, "usage: restore-floor HOST PORT PREFIX CONNECTIONS\n"), 64;
    int first = connect_to(argv[1], argv[2]);
    metadata(first);
    for (int b = 0; b < number_of_brokers; b++) list(b, argv[3]);
    read_all(1);
    int coordinator = find_coordinator(first);
    struct answer a = ask_coordinator(coordinator, initialise);
    producer = number(&a, 8), epoch = (int16_t)number(&a, 2);
    free(a.bytes);
    double opened = now();
    add_partitions(coordinator);
    write_all();
    a = ask_coordinator(coordinator, commit);
    free(a.bytes);
    double ended = now();
    read_all(0);
    uint64_t offsets = 0;
    for (uint32_t i = 0; i < number_of_groups; i++) offsets += groups[i].offsets;
    printf("%u groups, %llu offsets, open for %.3f s\n", number_of_groups, (unsigned long long)offsets, ended - opened);
    return 0;
}
