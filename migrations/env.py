"""Runs the migrations on the connection that `sli_cli.store.migrate` opened."""

from alembic import context

from sli_cli.store.schema import metadata

given = context.config.attributes
context.configure(
    connection=given["connection"],
    target_metadata=metadata,
    version_table=given.get("version_table", "alembic_version"),
)
context.run_migrations()
