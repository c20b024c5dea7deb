"""An index of brands whatever their case, by which a message's words are known as names."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

SCHEMA = "voguevault"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_index("ix_products_brand_lower", "products", [sa.text("lower(brand)")], unique=False, schema=SCHEMA)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("ix_products_brand_lower", table_name="products", schema=SCHEMA)
