ALTER TABLE contracts
    ADD COLUMN terms jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN proposal_id uuid;
ALTER TABLE contracts ALTER COLUMN terms DROP DEFAULT;

ALTER TABLE milestones
    ADD COLUMN "group" varchar NOT NULL DEFAULT '',
    ADD COLUMN group_kind varchar NOT NULL DEFAULT '',
    ADD COLUMN due jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN progress jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN retainage_ppm integer,
    ADD COLUMN approved_at timestamptz;
ALTER TABLE milestones
    ALTER COLUMN "group" DROP DEFAULT,
    ALTER COLUMN group_kind DROP DEFAULT,
    ALTER COLUMN due DROP DEFAULT,
    ALTER COLUMN progress DROP DEFAULT;

ALTER TABLE change_orders
    ALTER COLUMN milestone_id DROP NOT NULL,
    ADD COLUMN number integer NOT NULL DEFAULT 0,
    ADD COLUMN landing varchar NOT NULL DEFAULT 'onto',
    ADD COLUMN decision jsonb;
ALTER TABLE change_orders
    ALTER COLUMN number DROP DEFAULT,
    ALTER COLUMN landing DROP DEFAULT;

ALTER TABLE drafts
    ADD COLUMN kind varchar NOT NULL DEFAULT 'progress',
    ADD COLUMN share_ppm integer NOT NULL DEFAULT 1000000;
ALTER TABLE drafts
    ALTER COLUMN kind DROP DEFAULT,
    ALTER COLUMN share_ppm DROP DEFAULT;

ALTER TABLE number_series ADD COLUMN series varchar NOT NULL DEFAULT 'invoice';
ALTER TABLE number_series ALTER COLUMN series DROP DEFAULT;
ALTER TABLE number_series DROP CONSTRAINT number_series_pkey;
ALTER TABLE number_series ADD PRIMARY KEY (account_id, contractor_id, series);

-- What issued invoices bill is written beside them: read from their frozen sheets, which stay as they are.
ALTER TABLE invoices DISABLE TRIGGER invoices_frozen;
ALTER TABLE invoices
    ADD COLUMN kind varchar NOT NULL DEFAULT 'progress',
    ADD COLUMN parts jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN taxes jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN retained_minor bigint NOT NULL DEFAULT 0,
    ADD COLUMN deposit_applied_minor bigint NOT NULL DEFAULT 0;
UPDATE invoices i SET
    parts = coalesce((
        SELECT jsonb_agg(jsonb_build_object(
            'milestone_id', part.milestone_id,
            'amount', jsonb_build_object('minor', part.minor, 'currency', i.currency),
            'labor', jsonb_build_object('minor', 0, 'currency', i.currency),
            'materials', jsonb_build_object('minor', 0, 'currency', i.currency),
            'other', jsonb_build_object('minor', part.minor, 'currency', i.currency),
            'exempt', jsonb_build_object('minor', 0, 'currency', i.currency),
            'stored', jsonb_build_object('minor', 0, 'currency', i.currency),
            'retained', jsonb_build_object('minor', 0, 'currency', i.currency)) ORDER BY part.place)
        FROM (
            SELECT section.value ->> 'milestone_id' AS milestone_id, section.place,
                coalesce((SELECT sum((line ->> 'amount_minor')::bigint)
                    FROM jsonb_array_elements(section.value -> 'lines') line), 0)::bigint AS minor
            FROM jsonb_array_elements(coalesce(i.sheet -> 'sections', '[]')) WITH ORDINALITY section (value, place)
            WHERE section.value ->> 'milestone_id' IS NOT NULL
        ) part), '[]'),
    taxes = CASE WHEN coalesce((i.sheet ->> 'tax_ppm')::int, 0) = 0 THEN '[]'::jsonb
        ELSE jsonb_build_array(jsonb_build_object(
            'name', '', 'scope', 'all', 'inclusive', false,
            'rate', jsonb_build_object('ppm', (i.sheet ->> 'tax_ppm')::int),
            'base', jsonb_build_object('minor', i.taxable_minor, 'currency', i.currency),
            'tax', jsonb_build_object('minor', i.tax_minor, 'currency', i.currency))) END;
ALTER TABLE invoices
    ALTER COLUMN kind DROP DEFAULT,
    ALTER COLUMN parts DROP DEFAULT,
    ALTER COLUMN taxes DROP DEFAULT,
    ALTER COLUMN retained_minor DROP DEFAULT,
    ALTER COLUMN deposit_applied_minor DROP DEFAULT;
ALTER TABLE invoices ENABLE TRIGGER invoices_frozen;

CREATE TABLE credit_notes (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    contractor_id uuid NOT NULL,
    project_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    sequence integer NOT NULL,
    number varchar NOT NULL,
    reason varchar NOT NULL,
    parts jsonb NOT NULL,
    taxes jsonb NOT NULL,
    currency char(3) NOT NULL,
    subtotal_minor bigint NOT NULL,
    tax_minor bigint NOT NULL,
    retained_minor bigint NOT NULL,
    deposit_applied_minor bigint NOT NULL,
    total_minor bigint NOT NULL,
    issued_at timestamptz NOT NULL,
    language varchar NOT NULL,
    sheet jsonb NOT NULL,
    sheet_hash varchar NOT NULL,
    pdf_key varchar,
    sent_at timestamptz,
    place bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    CONSTRAINT credit_notes_account_id_id_key UNIQUE (account_id, id),
    CONSTRAINT credit_notes_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT credit_notes_contractor_id_fkey
        FOREIGN KEY (account_id, contractor_id) REFERENCES contractors (account_id, id),
    CONSTRAINT credit_notes_project_id_fkey FOREIGN KEY (account_id, project_id) REFERENCES projects (account_id, id),
    CONSTRAINT credit_notes_invoice_id_fkey FOREIGN KEY (account_id, invoice_id) REFERENCES invoices (account_id, id),
    CONSTRAINT credit_notes_sequence_counts_from_one CHECK (sequence > 0)
);
CREATE UNIQUE INDEX credit_notes_sequence_key ON credit_notes (account_id, contractor_id, sequence);
CREATE INDEX credit_notes_project_idx ON credit_notes (account_id, project_id);
CREATE INDEX credit_notes_invoice_idx ON credit_notes (account_id, invoice_id);

CREATE FUNCTION milepost_credit_note_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change CONSTANT text[] := ARRAY['pdf_key', 'sent_at'];
BEGIN
    IF to_jsonb(OLD) - may_change IS DISTINCT FROM to_jsonb(NEW) - may_change THEN
        RAISE EXCEPTION 'a credit note never changes: %', OLD.number USING ERRCODE = 'MP001';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER credit_notes_frozen BEFORE UPDATE ON credit_notes
    FOR EACH ROW EXECUTE FUNCTION milepost_credit_note_frozen();
CREATE TRIGGER credit_notes_kept BEFORE DELETE ON credit_notes
    FOR EACH ROW EXECUTE FUNCTION milepost_refuse();
