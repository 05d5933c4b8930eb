"""Time from a cold process to an imported package and to a first record; medians over fresh processes.

Usage: python benchmarks/startup.py MODEL_FOLDER [ROUNDS]
"""

import statistics
import subprocess
import sys
import time

TEXT = "At least 12 people were killed and 30 wounded when a bomb went off in a market in Kano on Friday, police said."
IMPORT = "import sys, casualty_ner; assert 'torch' not in sys.modules"
IMPORT_PREDICT = "import sys, casualty_ner.predict; assert 'torch' not in sys.modules"
FIRST_RECORD = (
    "import sys; from casualty_ner.predict import Predictor; "
    "Predictor.from_pretrained(sys.argv[1]).predict(sys.argv[2]).model_dump_json()"
)


def seconds(code: str, *arguments: str) -> float:
    """Wall time of a fresh interpreter that runs ``code``."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, *arguments], check=True)
    return time.perf_counter() - begun


def main() -> None:
    model, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
    cases = {
        "interpreter alone": ("pass",),
        "import casualty_ner": (IMPORT,),
        "import casualty_ner.predict": (IMPORT_PREDICT,),
        "first record": (FIRST_RECORD, model, TEXT),
    }
    for code, *arguments in cases.values():
        seconds(code, *arguments)  # fills the file cache
    times: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, (code, *arguments) in cases.items():
            times[name].append(seconds(code, *arguments))
    for name, values in times.items():
        print(f"{name:30} median {statistics.median(values):6.2f} s   min {min(values):6.2f}   max {max(values):6.2f}")


if __name__ == "__main__":
    main()
