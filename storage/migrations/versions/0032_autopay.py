"""Saved ways to pay: what clients agreed to, word for word, and what is kept by that. Never a number.

Revision ID: 0032
"""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute(
        """
        CREATE TABLE autopay_consents (
            id uuid PRIMARY KEY,
            account_id uuid NOT NULL,
            project_id uuid NOT NULL,
            contractor_id uuid NOT NULL,
            client_id uuid NOT NULL,
            invoice_id uuid NOT NULL,
            link_id uuid NOT NULL,
            currency char(3) NOT NULL,
            words varchar NOT NULL CHECK (words <> ''),
            language varchar NOT NULL,
            given_at timestamptz NOT NULL,
            place bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
            CONSTRAINT autopay_consents_account_id_id_key UNIQUE (account_id, id),
            CONSTRAINT autopay_consents_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
            CONSTRAINT autopay_consents_project_id_fkey
                FOREIGN KEY (account_id, project_id) REFERENCES projects (account_id, id),
            CONSTRAINT autopay_consents_contractor_id_fkey
                FOREIGN KEY (account_id, contractor_id) REFERENCES contractors (account_id, id),
            CONSTRAINT autopay_consents_client_id_fkey
                FOREIGN KEY (account_id, client_id) REFERENCES clients (account_id, id),
            CONSTRAINT autopay_consents_invoice_id_fkey
                FOREIGN KEY (account_id, invoice_id) REFERENCES invoices (account_id, id),
            CONSTRAINT autopay_consents_link_id_fkey
                FOREIGN KEY (account_id, link_id) REFERENCES payment_links (account_id, id)
        );
        CREATE FUNCTION milepost_consent_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD IS DISTINCT FROM NEW THEN
                RAISE EXCEPTION 'what a client agreed to never changes: %', OLD.id USING ERRCODE = 'MP001';
            END IF;
            RETURN NEW;
        END;
        $$;
        CREATE TRIGGER autopay_consents_frozen BEFORE UPDATE ON autopay_consents
            FOR EACH ROW EXECUTE FUNCTION milepost_consent_frozen();
        CREATE TRIGGER autopay_consents_kept BEFORE DELETE ON autopay_consents
            FOR EACH ROW EXECUTE FUNCTION milepost_refuse();

        CREATE TABLE saved_methods (
            id uuid PRIMARY KEY,
            account_id uuid NOT NULL,
            consent_id uuid NOT NULL,
            project_id uuid NOT NULL,
            contractor_id uuid NOT NULL,
            client_id uuid NOT NULL,
            gateway varchar NOT NULL,
            payee varchar NOT NULL,
            customer varchar NOT NULL,
            external_id varchar NOT NULL,
            brand varchar NOT NULL CHECK (brand !~ '[0-9]{5}'),
            last4 varchar NOT NULL CHECK (last4 ~ '^([0-9]{4})?$'),
            currency char(3) NOT NULL,
            state varchar NOT NULL,
            created_at timestamptz NOT NULL,
            ended_at timestamptz,
            ended_by varchar NOT NULL,
            place bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
            CONSTRAINT saved_methods_account_id_id_key UNIQUE (account_id, id),
            CONSTRAINT saved_methods_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
            CONSTRAINT saved_methods_consent_id_fkey
                FOREIGN KEY (account_id, consent_id) REFERENCES autopay_consents (account_id, id),
            CONSTRAINT saved_methods_project_id_fkey
                FOREIGN KEY (account_id, project_id) REFERENCES projects (account_id, id),
            CONSTRAINT saved_methods_contractor_id_fkey
                FOREIGN KEY (account_id, contractor_id) REFERENCES contractors (account_id, id),
            CONSTRAINT saved_methods_client_id_fkey
                FOREIGN KEY (account_id, client_id) REFERENCES clients (account_id, id)
        );
        CREATE UNIQUE INDEX saved_methods_consent_key ON saved_methods (account_id, consent_id);
        CREATE INDEX saved_methods_project_idx ON saved_methods (account_id, project_id);
        CREATE TRIGGER saved_methods_kept BEFORE DELETE ON saved_methods
            FOR EACH ROW EXECUTE FUNCTION milepost_refuse();

        ALTER TABLE payment_requests ADD COLUMN consent_id uuid;
        ALTER TABLE payment_requests ADD COLUMN method_id uuid;
        ALTER TABLE payment_requests ADD CONSTRAINT payment_requests_consent_id_fkey
            FOREIGN KEY (account_id, consent_id) REFERENCES autopay_consents (account_id, id);
        ALTER TABLE payment_requests ADD CONSTRAINT payment_requests_method_id_fkey
            FOREIGN KEY (account_id, method_id) REFERENCES saved_methods (account_id, id);
        """
    )
