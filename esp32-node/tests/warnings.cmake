# What every C file here is compiled with.
set(WARNINGS -Wall -Wextra -Werror -Wpedantic -Wconversion -Wshadow -Wformat=2 -Wvla
    -Wstrict-prototypes -Wmissing-prototypes)
