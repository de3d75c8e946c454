// Asio's TLS, compiled once and apart from the rest (asio.cpp), so that a program without TLS needn't link OpenSSL.
#include <boost/asio/ssl/impl/src.hpp>
