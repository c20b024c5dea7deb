"""`python -m commerce.demo` prints what the demo range holds; with a number, how fast so many bulk rows are made."""

import sys
import time

from commerce.demo import products, scale
from commerce.demo.report import tables


def main() -> None:
    if len(sys.argv) > 1:
        wanted, start, busy = int(sys.argv[1]), time.perf_counter(), time.process_time()
        variants = sum(len(row.variants) for row in scale(wanted, 1))
        seconds, cpu = time.perf_counter() - start, time.process_time() - busy
        print(f"{wanted:,} products, {variants:,} variants in {seconds:.1f} s, {cpu:.1f} s of it CPU")
        return
    for line in tables(list(products())):
        print(line)


if __name__ == "__main__":
    main()
