"""Runs the migrations on the connection that `sli_cli.store.migrate` opened."""

from alembic import context

from sli_cli.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
