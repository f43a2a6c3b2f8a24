#include "CTOML.h"

#include <toml++/toml.h>

#include <algorithm>
#include <new>
#include <string>
#include <utility>
#include <vector>

struct tidemark_toml {
    toml::table table;
    std::vector<tidemark_toml_node> nodes;
    bool is_wrong = false;
    std::string complaint;
    tidemark_toml_place complaint_place{1, 1};
};

namespace {

tidemark_toml_place place(const toml::source_region &source) { return {source.begin.line, source.begin.column}; }

void append(const toml::node &node, const toml::key *key, std::vector<tidemark_toml_node> &nodes) {
    tidemark_toml_node made{};
    made.key = key ? key->str().data() : "";
    made.key_length = key ? key->str().size() : 0;
    made.place = place(node.source());
    made.key_place = key ? place(key->source()) : made.place;
    made.text = "";
    switch (node.type()) {
    case toml::node_type::table: {
        // The library keeps them by name.
        std::vector<std::pair<const toml::key *, const toml::node *>> entries;
        for (auto &&[name, value] : *node.as_table()) entries.emplace_back(&name, &value);
        std::stable_sort(entries.begin(), entries.end(), [](const auto &left, const auto &right) {
            return left.first->source().begin < right.first->source().begin;
        });
        made.kind = TIDEMARK_TOML_TABLE;
        made.children = static_cast<uint32_t>(entries.size());
        nodes.push_back(made);
        for (const auto &[name, value] : entries) append(*value, name, nodes);
        return;
    }
    case toml::node_type::array: {
        const toml::array &elements = *node.as_array();
        made.kind = TIDEMARK_TOML_ARRAY;
        made.children = static_cast<uint32_t>(elements.size());
        nodes.push_back(made);
        for (const toml::node &element : elements) append(element, nullptr, nodes);
        return;
    }
    case toml::node_type::string: {
        const std::string &text = node.as_string()->get();
        made.kind = TIDEMARK_TOML_STRING;
        made.text = text.data();
        made.text_length = text.size();
        break;
    }
    case toml::node_type::integer:
        made.kind = TIDEMARK_TOML_INTEGER;
        made.integer = node.as_integer()->get();
        break;
    case toml::node_type::floating_point: made.kind = TIDEMARK_TOML_FLOAT; break;
    case toml::node_type::boolean:
        made.kind = TIDEMARK_TOML_BOOLEAN;
        made.is_true = node.as_boolean()->get();
        break;
    default: made.kind = TIDEMARK_TOML_TIME; break;
    }
    nodes.push_back(made);
}

} // namespace

extern "C" tidemark_toml *tidemark_toml_read(const char *bytes, size_t count) {
    tidemark_toml *document = nullptr;
    try {
        document = new tidemark_toml;
        try {
            document->table = toml::parse(std::string_view{bytes, count});
            append(document->table, nullptr, document->nodes);
        } catch (const toml::parse_error &error) {
            document->is_wrong = true;
            document->complaint = std::string{error.description()};
            document->complaint_place = place(error.source());
        } catch (const std::bad_alloc &) {
            throw;
        } catch (const std::exception &error) {
            document->is_wrong = true;
            document->complaint = error.what();
        }
        return document;
    } catch (...) {
        delete document;
        return nullptr;
    }
}

extern "C" void tidemark_toml_free(tidemark_toml *document) { delete document; }

extern "C" const char *
tidemark_toml_complaint(const tidemark_toml *document, size_t *length, tidemark_toml_place *place) {
    if (!document->is_wrong) return nullptr;
    *length = document->complaint.size();
    *place = document->complaint_place;
    return document->complaint.c_str();
}

extern "C" size_t tidemark_toml_count(const tidemark_toml *document) {
    return document->is_wrong ? 0 : document->nodes.size();
}

extern "C" tidemark_toml_node tidemark_toml_node_at(const tidemark_toml *document, size_t index) {
    return document->nodes[index];
}
