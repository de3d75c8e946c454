// The one place where Boost.Asio and Boost.Beast are compiled: both are built as separate sources, so that every other
// file reads their declarations only.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
