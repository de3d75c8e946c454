// The heavy server alone, linked statically: all that the image rampart-heavy has in it.
#include <iostream>

#include "heavy/heavy.h"

int main(int argc, char** argv) { return rampart::heavy::run({argv + 1, argv + argc}, std::cout, std::cerr); }
