#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A text in TOML, read by toml++: its nodes depth first, in the order in which they are written. No exception of C++
   passes these functions. */

typedef enum : int32_t {
    TIDEMARK_TOML_TABLE,
    TIDEMARK_TOML_ARRAY,
    TIDEMARK_TOML_STRING,
    TIDEMARK_TOML_INTEGER,
    TIDEMARK_TOML_FLOAT,
    TIDEMARK_TOML_BOOLEAN,
    TIDEMARK_TOML_TIME /* a date, a time of day, or both */
} tidemark_toml_kind;

/* Both count from 1; columns are code points. */
typedef struct {
    uint32_t line;
    uint32_t column;
} tidemark_toml_place;

typedef struct {
    tidemark_toml_kind kind;
    uint32_t children;      /* of a table or an array: so many nodes below it follow, those below them not counted */
    const char *key;        /* in a table; lives as long as the document, as does the text */
    size_t key_length;
    tidemark_toml_place key_place;
    tidemark_toml_place place;
    const char *text;       /* of a string */
    size_t text_length;
    int64_t integer;        /* of an integer */
    bool is_true;           /* of a boolean */
} tidemark_toml_node;

typedef struct tidemark_toml tidemark_toml;

/* Reads a text in UTF-8. NULL when the memory does not suffice. To be freed. */
tidemark_toml *tidemark_toml_read(const char *bytes, size_t count);
void tidemark_toml_free(tidemark_toml *document);

/* What is wrong with the text, and where; NULL when nothing is. */
const char *tidemark_toml_complaint(const tidemark_toml *document, size_t *length, tidemark_toml_place *place);

/* The first node is the table of the whole text. None when the text is wrong. */
size_t tidemark_toml_count(const tidemark_toml *document);
tidemark_toml_node tidemark_toml_node_at(const tidemark_toml *document, size_t index);

#ifdef __cplusplus
}
#endif
