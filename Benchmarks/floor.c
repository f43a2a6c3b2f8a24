/* The least that a capture takes: what `Benchmarks/run` measures tidemark against.
 *
 *     floor HOST PORT FILE
 *
 * Asks one broker that is a whole cluster for its topics, its groups, the offsets of a hundred groups a request with four
 * requests under way, and the bounds of every log; writes the offsets as lines and makes them durable. No decision is
 * taken, nothing is checked, nothing is asked twice, and any error ends it with 1.
 */
#include "wire.h"

struct topic { const uint8_t *name; uint32_t length, partitions; };

/* The topics; the names stay in the answer. */
static struct topic *topics(int connection, uint32_t *number_of_topics) {
    struct request r = request(METADATA, 9);
    put_count(&r, 0);
    put_number(&r, 0, 3);
    put_count(&r, 0);
    send_request(connection, &r);
    struct answer a = receive(connection, 1);
    number(&a, 4);
    for (uint32_t n = elements(&a); n; n--) number(&a, 4), skip_text(&a), number(&a, 4), skip_text(&a), skip_tags(&a);
    skip_text(&a), number(&a, 4);
    uint32_t total = elements(&a);
    struct topic *found = calloc(total + 1, sizeof *found);
    for (uint32_t i = 0; i < total; i++) {
        expect_none(number(&a, 2));
        found[i].name = text(&a, &found[i].length);
        number(&a, 1);
        found[i].partitions = elements(&a);
        for (uint32_t n = found[i].partitions; n; n--) {
            expect_none(number(&a, 2));
            number(&a, 4), number(&a, 4), number(&a, 4);
            skip_numbers(&a), skip_numbers(&a), skip_numbers(&a), skip_tags(&a);
        }
        number(&a, 4), skip_tags(&a);
    }
    *number_of_topics = total;
    return found;
}

static void write_offsets(struct answer *a, FILE *file, uint64_t *groups, uint64_t *offsets) {
    number(a, 4);
    for (uint32_t g = elements(a); g; g--, ++*groups) {
        uint32_t group_length, topic_length, metadata_length;
        const uint8_t *group = text(a, &group_length);
        for (uint32_t t = elements(a); t; t--) {
            const uint8_t *topic = text(a, &topic_length);
            for (uint32_t p = elements(a); p; p--, ++*offsets) {
                int32_t partition = (int32_t)number(a, 4);
                int64_t offset = number(a, 8);
                int32_t epoch = (int32_t)number(a, 4);
                const uint8_t *metadata = text(a, &metadata_length);
                expect_none(number(a, 2));
                skip_tags(a);
                fprintf(file, "%.*s\t%.*s\t%d\t%lld\t%d\t%.*s\n", (int)group_length, group, (int)topic_length, topic,
                        partition, (long long)offset, epoch, (int)metadata_length, metadata);
            }
            skip_tags(a);
        }
        expect_none(number(a, 2));
        skip_tags(a);
    }
    free(a->bytes);
}

static void ask_bounds(int connection, const struct topic *topics, uint32_t total, int64_t timestamp) {
    struct request r = request(LIST_OFFSETS, 6);
    put_number(&r, -1, 4), put_number(&r, 0, 1), put_count(&r, total + 1);
    for (uint32_t i = 0; i < total; i++) {
        put_text(&r, topics[i].name, topics[i].length);
        put_count(&r, topics[i].partitions + 1);
        for (uint32_t p = 0; p < topics[i].partitions; p++)
            put_number(&r, p, 4), put_number(&r, -1, 4), put_number(&r, timestamp, 8), put_count(&r, 0);
        put_count(&r, 0);
    }
    put_count(&r, 0);
    send_request(connection, &r);
}
static uint64_t bounds(int connection) {
    uint64_t found = 0;
    struct answer a = receive(connection, 1);
    number(&a, 4);
    for (uint32_t t = elements(&a); t; t--) {
        skip_text(&a);
        for (uint32_t p = elements(&a); p; p--, found++)
            number(&a, 4), expect_none(number(&a, 2)), take(&a, 8 + 8 + 4), skip_tags(&a);
        skip_tags(&a);
    }
    free(a.bytes);
    return found;
}

int main(int argc, char **argv) {
    if (argc != 4) return fprintf(stderr, "usage: floor HOST PORT FILE\n"), 64;
    int connection = connect_to(argv[1], argv[2]);
    uint32_t number_of_topics;
    struct topic *all = topics(connection, &number_of_topics);

    struct request r = request(LIST_GROUPS, 4);
    put_count(&r, 1), put_count(&r, 0);
    send_request(connection, &r);
    struct answer listing = receive(connection, 1);
    number(&listing, 4), expect_none(number(&listing, 2));
    uint32_t listed = elements(&listing), asked = 0;

    FILE *file = fopen(argv[3], "w");
    if (!file) give_up(argv[3]);
    setvbuf(file, NULL, _IOFBF, 1 << 20);
    uint64_t groups = 0, offsets = 0;
    uint32_t requests = (listed + GROUPS_A_REQUEST - 1) / GROUPS_A_REQUEST;
    for (uint32_t sent = 0, done = 0; done < requests;) {
        if (sent < requests && sent - done < UNDER_WAY) {
            uint32_t batch = listed - asked < GROUPS_A_REQUEST ? listed - asked : GROUPS_A_REQUEST;
            r = request(OFFSET_FETCH, 8);
            put_count(&r, batch + 1);
            for (uint32_t i = 0; i < batch; i++, asked++) {
                uint32_t length;
                const uint8_t *name = text(&listing, &length);
                put_text(&r, name, length), put_count(&r, 0), put_count(&r, 0);
                skip_text(&listing), skip_text(&listing), skip_tags(&listing);
            }
            put_number(&r, 0, 1), put_count(&r, 0);
            send_request(connection, &r);
            sent++;
        } else {
            struct answer a = receive(connection, 1);
            write_offsets(&a, file, &groups, &offsets);
            done++;
        }
    }
    ask_bounds(connection, all, number_of_topics, -2);
    ask_bounds(connection, all, number_of_topics, -1);
    uint64_t bounds_found = bounds(connection);
    bounds_found += bounds(connection);
    if (fflush(file) || fsync(fileno(file))) give_up(argv[3]);
    printf("%llu groups, %llu offsets, %llu bounds\n", (unsigned long long)groups, (unsigned long long)offsets,
           (unsigned long long)bounds_found);
    return 0;
}
