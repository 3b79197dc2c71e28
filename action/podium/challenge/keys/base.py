"""What every mapping of the file has in common."""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel, ConfigDict, model_validator


class Document(BaseModel):
    """A mapping of the file. Unknown keys are forbidden here so that each is found with its
    place; the parser turns them into warnings, because EvalAI's own template holds some."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _empty_is_not_given(cls, value: object) -> object:
        """A key with nothing behind it is a key that was not given, unless null means something
        of its own, as in ``submission_limit_period`` (over all time)."""
        if not isinstance(value, dict):
            return value
        return {
            key: member
            for key, member in value.items()
            if member is not None or key in cls._NULL_IS_A_VALUE or _is_required(cls, key)
        }

    _NULL_IS_A_VALUE: ClassVar[frozenset[str]] = frozenset({"submission_limit_period"})


def _is_required(model: type[BaseModel], key: object) -> bool:
    fields = model.model_fields.items()
    return any(info.is_required() and key in (name, info.alias) for name, info in fields)
