#pragma once
// One door to OpenSSL's TLS. Much of it are macros, which Swift cannot see: they are functions here.
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

static inline long tidemark_tls_set_versions(SSL_CTX *context, int lowest, int highest) {
    return SSL_CTX_set_min_proto_version(context, lowest) == 1 && SSL_CTX_set_max_proto_version(context, highest) == 1;
}

// No sessions are resumed and none renegotiated: connections are few and long.
static inline void tidemark_tls_keep_simple(SSL_CTX *context) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(context, 0);
}

static inline int tidemark_tls_add_to_chain(SSL_CTX *context, X509 *certificate) {
    return SSL_CTX_add1_chain_cert(context, certificate) == 1;
}

static inline int tidemark_tls_name_server(SSL *session, const char *host) {
    return SSL_set_tlsext_host_name(session, host) == 1;
}

static inline unsigned long tidemark_tls_error_reason(unsigned long error) { return ERR_GET_REASON(error); }

// Notes that a server has asked for a certificate, when there is none to show it.
static inline int tidemark_tls_note_request(SSL *session, X509 **certificate, EVP_PKEY **key) {
    (void)certificate;
    (void)key;
    SSL_set_app_data(session, session);
    return 0;
}

static inline void tidemark_tls_note_requests(SSL_CTX *context) {
    SSL_CTX_set_client_cert_cb(context, tidemark_tls_note_request);
}

static inline int tidemark_tls_was_asked(const SSL *session) { return SSL_get_app_data(session) != NULL; }

// The next of a text's certificates; NULL at the end and at what is none.
static inline X509 *tidemark_tls_read_certificate(BIO *text) { return PEM_read_bio_X509(text, NULL, NULL, NULL); }

// Whether reading ended because there is no further block, and not at one that is damaged.
static inline int tidemark_tls_is_at_end(void) {
    unsigned long error = ERR_peek_last_error();
    return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

// The password is a text that ends with a NUL; an empty one, and not NULL, keeps OpenSSL from asking at the terminal.
static inline EVP_PKEY *tidemark_tls_read_key(BIO *text, const char *password) {
    return PEM_read_bio_PrivateKey(text, NULL, NULL, (void *)password);
}

// Writes whom a certificate is for.
static inline int tidemark_tls_print_subject(BIO *text, const X509 *certificate) {
    return X509_NAME_print_ex(text, X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253) >= 0;
}
