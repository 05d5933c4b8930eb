"""Configs: what is read, and what every mistake is told as."""

from pathlib import Path

import pytest
import yaml

from casualty_ner.config import Config, load_config
from casualty_ner.errors import ConfigError

CONFIGS = Path("configs")
BASE = (CONFIGS / "base.yaml").resolve()


@pytest.fixture
def write(tmp_path):
    """Writes a config and gives its path."""

    def to_file(text: str, name: str = "one.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return to_file


def keys(values, place=()):
    for key, value in values.items():
        if isinstance(value, dict):
            yield from keys(value, (*place, key))
        else:
            yield (*place, key)


class TestFiles:
    @pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.yaml")), ids=lambda path: path.name)
    def test_every_config_of_the_project_loads_and_runs_into_a_folder_of_its_own(self, path):
        assert load_config(path).output.folder == Path("runs") / path.stem

    def test_base_states_every_key_and_code_has_no_defaults(self):
        values = yaml.safe_load(BASE.read_bytes())
        assert "extends" not in values
        for *sections, key in keys(values):
            less = yaml.safe_load(BASE.read_bytes())
            section = less
            for name in sections:
                section = section[name]
            del section[key]
            with pytest.raises(ValueError, match="Field required"):
                Config.model_validate(less)

    def test_other_configs_state_only_what_differs(self):
        base = yaml.safe_load(BASE.read_bytes())
        for path in CONFIGS.glob("*.yaml"):
            values = yaml.safe_load(path.read_bytes())
            if values.pop("extends", None):
                for place in keys(values):
                    over, under = values, base
                    for key in place:
                        over, under = over[key], under[key]
                    assert over != under, f"{path.name} repeats {'.'.join(place)}"

    def test_a_config_may_extend_one_that_extends_another(self, write):
        write(f"extends: {BASE}\ntrain:\n  seed: 11\n  epochs: 2\n", "middle.yaml")
        config = load_config(write("extends: middle.yaml\ntrain:\n  epochs: 3\n"))
        assert (config.train.seed, config.train.epochs) == (11, 3)

    def test_a_loop_of_extends_is_told_with_its_steps(self, write):
        write("extends: two.yaml\n", "one.yaml")
        path = write("extends: one.yaml\n", "two.yaml")
        with pytest.raises(ConfigError, match=r"two\.yaml extends itself, through .*two\.yaml → .*one\.yaml"):
            load_config(path)

    def test_a_file_that_is_not_there_is_told_with_those_that_are(self):
        with pytest.raises(ConfigError, match=r"nosuch\.yaml does not exist; that folder holds: base\.yaml, "):
            load_config(CONFIGS / "nosuch.yaml")
        with pytest.raises(ConfigError, match="does not exist; that folder holds: no config"):
            load_config(Path("nosuch/base.yaml"))

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (b"- a\n- b\n", "holds list, not 'key: value' lines"),
            (b"", "holds NoneType"),
            (b"a: [1\n", "cannot be read as YAML"),
            (b"a: \xff\n", "cannot be read as YAML"),
            (b"a: !!python/object/apply:os.getcwd []\n", "cannot be read as YAML"),
        ],
    )
    def test_what_is_no_config_is_told(self, tmp_path, content, told):
        path = tmp_path / "one.yaml"
        path.write_bytes(content)
        with pytest.raises(ConfigError, match=told):
            load_config(path)

    def test_a_folder_is_no_config(self, tmp_path):
        with pytest.raises(ConfigError, match="cannot be read as YAML"):
            load_config(tmp_path)


class TestMistakes:
    @pytest.mark.parametrize(
        ("line", "told"),
        [
            ("train: {epoch: 3}", "unknown key 'train.epoch'; did you mean 'epochs'?"),
            ("train: {encoder_lr: 3}", "unknown key 'train.encoder_lr'; did you mean 'encoder_rate'?"),
            ("windows: {stride: 3}", "Keys here: size, overlap"),
            ("trian: {epochs: 3}", "unknown key 'trian'; did you mean 'train'?"),
            ("decode: {fillers: 0.2}", "unknown key 'decode.fillers'; did you mean 'filler'?"),
        ],
    )
    def test_an_unknown_key_is_told_with_the_nearest_one(self, write, line, told):
        with pytest.raises(ConfigError) as caught:
            load_config(write(f"extends: {BASE}\n{line}\n"))
        assert told in str(caught.value)

    def test_a_missing_key_is_told(self, write):
        values = yaml.safe_load(BASE.read_bytes())
        del values["train"]["seed"]
        with pytest.raises(ConfigError, match=r"key 'train\.seed' is missing; .* extend it"):
            load_config(write(yaml.safe_dump(values)))

    @pytest.mark.parametrize(
        ("override", "told"),
        [
            ("train.epochs=many", "train.epochs is 'many': Input should be a valid integer"),
            ("train.epochs=0", "train.epochs is 0: Input should be greater than or equal to 1"),
            ("train.epochs=null", "train.epochs is None"),
            (
                "train.precision=float16",
                "train.precision is 'float16': Input should be 'auto', 'float32' or 'bfloat16'",
            ),
            ("heads.dropout=1", "heads.dropout is 1"),
            ("heads.dropout=.nan", "heads.dropout is nan"),
            ("train.encoder_rate=.inf", "train.encoder_rate is inf"),
            ("train.encoder_rate=-1", "train.encoder_rate is -1"),
            ("decode.filler=0", "decode.filler is 0"),
            ("train=3", "train is 3"),
            ("data.exclude_families=one", "data.exclude_families is 'one'"),
            ("windows.size=100", None),
            ("windows.overlap=126", "size 256 is too small for overlap 126; allow more than twice the overlap plus 4"),
        ],
    )
    def test_a_wrong_value_is_told_with_its_key(self, override, told):
        if told is None:
            assert load_config(BASE, (override, "windows.overlap=8")).windows.size == 100
            return
        with pytest.raises(ConfigError) as caught:
            load_config(BASE, (override,))
        assert told in str(caught.value)

    def test_all_mistakes_are_told_at_once(self):
        with pytest.raises(ConfigError) as caught:
            load_config(BASE, ("train.epoch=3", "train.seed=x", "heads.width=2"))
        assert all(key in str(caught.value) for key in ("'train.epoch'", "train.seed", "heads.width"))


class TestOverrides:
    def test_overrides_replace_single_keys_in_order(self):
        config = load_config(BASE, ("train.epochs=3", "train.epochs=4", "data.exclude_families=[a, b]"))
        assert (config.train.epochs, config.data.exclude_families) == (4, ("a", "b"))
        assert config.train.seed == load_config(BASE).train.seed

    @pytest.mark.parametrize("written", ["5e-5", "5.0e-5", "0.00005", "5E-05", "'5e-5'"])
    def test_a_rate_may_be_written_as_people_write_it(self, write, written):
        # YAML takes 5e-5 for a string.
        assert load_config(write(f"extends: {BASE}\ntrain:\n  encoder_rate: {written}\n")).train.encoder_rate == 5e-5
        assert load_config(BASE, (f"train.encoder_rate={written}",)).train.encoder_rate == 5e-5

    @pytest.mark.parametrize(
        ("override", "told"),
        [
            ("train.epochs", "is not of the form section.key=value"),
            ("train.epochs=[1", "cannot be read as YAML"),
            ("=3", "unknown key ''"),
            ("train..epochs=3", "unknown key 'train.'"),
        ],
    )
    def test_an_override_that_is_none_is_told(self, override, told):
        with pytest.raises(ConfigError) as caught:
            load_config(BASE, (override,))
        assert told in str(caught.value)

    def test_a_config_cannot_be_changed(self):
        with pytest.raises(ValueError, match="frozen"):
            load_config(BASE).train.epochs = 5
