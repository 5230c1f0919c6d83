"""`scrapy completion`: what a shell proposes where Tab is pressed."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from crawler import patterns as re
from crawler.commands.lines import end_with_reader, show
from crawler.commands.usage import WithoutSpiders

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scrapy.settings import Settings

SHELLS = ("bash", "zsh")


class Command(WithoutSpiders, ScrapyCommand):
    """Print a completion script."""

    requires_project = True

    def syntax(self) -> str:
        return "bash|zsh"

    def short_desc(self) -> str:
        return "Print what makes a shell complete commands, options and sites"

    def long_desc(self) -> str:
        return (
            "The script proposes commands, the options of each, spiders, what -a takes and the "
            "names of profiles, and files for the rest. It holds what was known when it was made: "
            "make it again after a site was added. bash: `scrapy completion bash > "
            "~/.local/share/bash-completion/completions/scrapy`. zsh: `scrapy completion zsh > "
            "~/.scrapy-completion`, and `source` that file from ~/.zshrc after compinit."
        )

    def run(self, args: list[str], opts: Namespace) -> None:
        from crawler.sites import sites

        del opts
        end_with_reader()
        if len(args) != 1 or args[0] not in SHELLS:
            raise UsageError(f"say which shell: {' or '.join(SHELLS)}", print_help=False)
        assert self.settings
        show(script(args[0], options_of(self.settings), spiders_of(self.settings), [*sites()]))


def options_of(settings: Settings) -> dict[str, list[str]]:
    """Return the options of every command, by its name."""
    from crawler.engine import commands_of

    found = {}
    for name, command in sorted(commands_of(settings).items()):
        command.settings = settings
        parser = ArgumentParser(conflict_handler="resolve")
        command.add_options(parser)
        told = parser._option_string_actions  # noqa: SLF001 argparse tells no other way
        found[name] = sorted(each for each in told if each.startswith("--"))
    return found


def spiders_of(settings: Settings) -> list[str]:
    """Return the names of the spiders of the project."""
    return sorted(get_spider_loader(settings).list())


def script(
    shell: str,
    options: Mapping[str, Sequence[str]],
    spiders: Sequence[str],
    profiles: Sequence[str],
) -> str:
    """Return the script of a shell; zsh reads that of bash."""
    from crawler.spiders.news_arguments import NAMES

    cases = "\n".join(
        f"    {name}) words='{' '.join(map(_plain, each))}' ;;" for name, each in options.items()
    )
    values = " ".join(f"{_plain(name)}=" for name in (*NAMES, "captures"))
    of_sites = " ".join(f"site={_plain(name)}" for name in profiles)
    begin = "autoload -U +X bashcompinit && bashcompinit\n" if shell == "zsh" else ""
    return begin + _SCRIPT.format(
        names=" ".join(map(_plain, options)),
        cases=cases,
        spiders=" ".join(map(_plain, spiders)),
        values=values,
        sites=of_sites,
    )


def _plain(word: str) -> str:
    """Return a word without what a shell would read in it."""
    return re.sub(r"[^\w.=@:/-]", "", word)


_SCRIPT = """\
_scrapy_words() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} words=
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '{names}' -- "$word"))
    return
  fi
  if [ "$before" = -a ]; then
    COMPREPLY=($(compgen -W '{values} {sites}' -- "$word"))
    return
  fi
  case "${{COMP_WORDS[1]}}" in
{cases}
  esac
  case "$word" in
    -*) COMPREPLY=($(compgen -W "$words" -- "$word")) ;;
    *)
      if [ "${{COMP_WORDS[1]}}" = crawl ] && [ "$COMP_CWORD" -eq 2 ]; then
        COMPREPLY=($(compgen -W '{spiders}' -- "$word"))
      else
        COMPREPLY=($(compgen -f -- "$word"))
      fi ;;
  esac
}}
complete -o nospace -F _scrapy_words scrapy"""
