"""What banks' files said came in.

Revision ID: 0023
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE bank_files (
            id uuid PRIMARY KEY,
            account_id uuid NOT NULL,
            file_key varchar NOT NULL,
            file_name varchar NOT NULL,
            kind varchar NOT NULL,
            sent_by uuid NOT NULL,
            came_at timestamptz NOT NULL,
            place bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
            CONSTRAINT bank_files_account_id_id_key UNIQUE (account_id, id),
            CONSTRAINT bank_files_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
            CONSTRAINT bank_files_sent_by_fkey FOREIGN KEY (account_id, sent_by) REFERENCES members (account_id, id)
        );
        CREATE TABLE bank_lines (
            id uuid PRIMARY KEY,
            account_id uuid NOT NULL,
            file_id uuid NOT NULL,
            "on" date NOT NULL,
            currency char(3) NOT NULL,
            amount_minor bigint NOT NULL CHECK (amount_minor > 0),
            left_minor bigint NOT NULL CHECK (left_minor BETWEEN 0 AND amount_minor),
            payer varchar NOT NULL,
            text varchar NOT NULL,
            reference varchar NOT NULL,
            state varchar NOT NULL,
            place bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
            CONSTRAINT bank_lines_account_id_id_key UNIQUE (account_id, id),
            CONSTRAINT bank_lines_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
            CONSTRAINT bank_lines_file_id_fkey FOREIGN KEY (account_id, file_id) REFERENCES bank_files (account_id, id)
        );
        CREATE INDEX bank_lines_open_idx ON bank_lines (account_id, "on") WHERE state = 'open';
        """
    )
