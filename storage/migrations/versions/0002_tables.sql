-- As storage/tables says, at this revision; a test compares the two.

CREATE TABLE accounts (
    id UUID NOT NULL,
    name VARCHAR NOT NULL,
    currency CHAR(3) NOT NULL,
    zone VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    place BIGINT GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (id)
);

CREATE TABLE inbox (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    source VARCHAR NOT NULL,
    external_id VARCHAR NOT NULL,
    line VARCHAR NOT NULL,
    body BYTEA,
    received_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    taken_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX inbox_external_key ON inbox (source, external_id);
CREATE INDEX inbox_waiting_idx ON inbox (id) WHERE taken_at IS NULL;

CREATE TABLE clients (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    name VARCHAR NOT NULL,
    phone VARCHAR NOT NULL,
    email VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    place BIGINT GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (id),
    CONSTRAINT clients_account_id_id_key UNIQUE (account_id, id),
    CONSTRAINT clients_account_id_fkey FOREIGN KEY(account_id) REFERENCES accounts (id)
);

CREATE TABLE contractors (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    name VARCHAR NOT NULL,
    phone VARCHAR NOT NULL,
    email VARCHAR NOT NULL,
    postal_address VARCHAR NOT NULL,
    number_prefix VARCHAR NOT NULL,
    paper VARCHAR NOT NULL,
    tax_rate_ppm INTEGER NOT NULL,
    due_days INTEGER NOT NULL,
    place BIGINT GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (id),
    CONSTRAINT contractors_account_id_id_key UNIQUE (account_id, id),
    CONSTRAINT contractors_account_id_fkey FOREIGN KEY(account_id) REFERENCES accounts (id)
);

CREATE TABLE outbound (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    key VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    address VARCHAR NOT NULL,
    message JSONB NOT NULL,
    status VARCHAR DEFAULT 'queued' NOT NULL,
    vendor_id VARCHAR,
    attempts INTEGER DEFAULT 0 NOT NULL,
    reason VARCHAR DEFAULT '' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    CONSTRAINT outbound_account_id_id_key UNIQUE (account_id, id),
    CONSTRAINT outbound_account_id_fkey FOREIGN KEY(account_id) REFERENCES accounts (id)
);
CREATE INDEX outbound_address_idx ON outbound (channel, address, account_id, created_at);
CREATE UNIQUE INDEX outbound_key_key ON outbound (account_id, key);
CREATE INDEX outbound_vendor_idx ON outbound (channel, vendor_id) WHERE vendor_id IS NOT NULL;

CREATE TABLE sessions (
    channel VARCHAR NOT NULL,
    address VARCHAR NOT NULL,
    account_id UUID,
    state JSONB NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (channel, address),
    CONSTRAINT sessions_account_id_fkey FOREIGN KEY(account_id) REFERENCES accounts (id)
);

CREATE TABLE members (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    contractor_id UUID NOT NULL,
    name VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    place BIGINT GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (id),
    CONSTRAINT members_account_id_id_key UNIQUE (account_id, id),
    CONSTRAINT members_account_id_fkey FOREIGN KEY(account_id) REFERENCES accounts (id),
    CONSTRAINT members_contractor_id_fkey FOREIGN KEY(account_id, contractor_id) REFERENCES contractors (account_id, id)
);

CREATE TABLE number_series (
    account_id UUID NOT NULL,
    contractor_id UUID NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (account_id, contractor_id),
    CONSTRAINT number_series_contractor_id_fkey FOREIGN KEY(account_id, contractor_id) REFERENCES contractors (account_id, id)
);

CREATE TABLE projects (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    contractor_id UUID NOT NULL,
    client_id UUID NOT NULL,
    name VARCHAR NOT NULL,
    currency CHAR(3) NOT NULL,
    tax_rate_ppm INTEGER NOT NULL,
    due_days INTEGER NOT NULL,
    zone VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    place BIGINT GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (id),
    CONSTRAINT projects_account_id_id_key UNIQUE (account_id, id),
    CONSTRAINT projects_account_id_fkey FOREIGN KEY(account_id) REFERENCES accounts (id),
    CONSTRAINT projects_contractor_id_fkey FOREIGN KEY(account_id, contractor_id) REFERENCES contractors (account_id, id),
    CONSTRAINT projects_client_id_fkey FOREIGN KEY(account_id, client_id) REFERENCES clients (account_id, id)
);

CREATE TABLE addresses (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    channel VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    member_id UUID,
    client_id UUID,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    place BIGINT GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (id),
    CONSTRAINT addresses_account_id_id_key UNIQUE (account_id, id),
    CONSTRAINT addresses_account_id_fkey FOREIGN KEY(account_id) REFERENCES accounts (id),
    CONSTRAINT addresses_member_id_fkey FOREIGN KEY(account_id, member_id) REFERENCES members (account_id, id),
    CONSTRAINT addresses_client_id_fkey FOREIGN KEY(account_id, client_id) REFERENCES clients (account_id, id),
    CONSTRAINT addresses_of_one_person CHECK (num_nonnulls(member_id, client_id) = 1)
);
CREATE INDEX addresses_channel_value_idx ON addresses (channel, value);
CREATE INDEX addresses_client_id_idx ON addresses (account_id, client_id);
CREATE INDEX addresses_member_id_idx ON addresses (account_id, member_id);
CREATE UNIQUE INDEX addresses_member_key ON addresses (channel, value) WHERE member_id IS NOT NULL;

CREATE TABLE contracts (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    project_id UUID NOT NULL,
    currency CHAR(3) NOT NULL,
    original_contract_sum_minor BIGINT NOT NULL,
    place BIGINT GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (id),
    CONSTRAINT contracts_account_id_id_key UNIQUE (account_id, id),
    CONSTRAINT contracts_account_id_fkey FOREIGN KEY(account_id) REFERENCES accounts (id),
    CONSTRAINT contracts_project_id_fkey FOREIGN KEY(account_id, project_id) REFERENCES projects (account_id, id)
);
CREATE UNIQUE INDEX contracts_project_key ON contracts (account_id, project_id);

CREATE TABLE drafts (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    project_id UUID NOT NULL,
    fingerprint VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    place BIGINT GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (id),
    CONSTRAINT drafts_account_id_id_key UNIQUE (account_id, id),
    CONSTRAINT drafts_account_id_fkey FOREIGN KEY(account_id) REFERENCES accounts (id),
    CONSTRAINT drafts_project_id_fkey FOREIGN KEY(account_id, project_id) REFERENCES projects (account_id, id)
);
CREATE INDEX drafts_project_idx ON drafts (account_id, project_id);

CREATE TABLE invoices (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    contractor_id UUID NOT NULL,
    project_id UUID NOT NULL,
    sequence INTEGER NOT NULL,
    number VARCHAR NOT NULL,
    currency CHAR(3) NOT NULL,
    subtotal_minor BIGINT NOT NULL,
    taxable_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    issued_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_on DATE NOT NULL,
    language VARCHAR NOT NULL,
    sheet JSONB NOT NULL,
    sheet_hash VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    pdf_key VARCHAR,
    sent_at TIMESTAMP WITH TIME ZONE,
    viewed_at TIMESTAMP WITH TIME ZONE,
    approved_at TIMESTAMP WITH TIME ZONE,
    place BIGINT GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (id),
    CONSTRAINT invoices_account_id_id_key UNIQUE (account_id, id),
    CONSTRAINT invoices_account_id_fkey FOREIGN KEY(account_id) REFERENCES accounts (id),
    CONSTRAINT invoices_contractor_id_fkey FOREIGN KEY(account_id, contractor_id) REFERENCES contractors (account_id, id),
    CONSTRAINT invoices_project_id_fkey FOREIGN KEY(account_id, project_id) REFERENCES projects (account_id, id),
    CONSTRAINT invoices_sequence_counts_from_one CHECK (sequence > 0)
);
CREATE INDEX invoices_project_idx ON invoices (account_id, project_id);
CREATE UNIQUE INDEX invoices_sequence_key ON invoices (account_id, contractor_id, sequence);

CREATE TABLE milestones (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    project_id UUID NOT NULL,
    contractor_id UUID NOT NULL,
    position INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    currency CHAR(3) NOT NULL,
    scheduled_value_minor BIGINT NOT NULL,
    lines JSONB NOT NULL,
    state VARCHAR NOT NULL,
    place BIGINT GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (id),
    CONSTRAINT milestones_account_id_id_key UNIQUE (account_id, id),
    CONSTRAINT milestones_account_id_fkey FOREIGN KEY(account_id) REFERENCES accounts (id),
    CONSTRAINT milestones_project_id_fkey FOREIGN KEY(account_id, project_id) REFERENCES projects (account_id, id),
    CONSTRAINT milestones_contractor_id_fkey FOREIGN KEY(account_id, contractor_id) REFERENCES contractors (account_id, id)
);
CREATE INDEX milestones_project_idx ON milestones (account_id, project_id, position);

CREATE TABLE approvals (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    invoice_id UUID NOT NULL,
    by VARCHAR NOT NULL,
    approved_at TIMESTAMP WITH TIME ZONE NOT NULL,
    place BIGINT GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (id),
    CONSTRAINT approvals_account_id_id_key UNIQUE (account_id, id),
    CONSTRAINT approvals_account_id_fkey FOREIGN KEY(account_id) REFERENCES accounts (id),
    CONSTRAINT approvals_invoice_id_fkey FOREIGN KEY(account_id, invoice_id) REFERENCES invoices (account_id, id)
);
CREATE INDEX approvals_invoice_idx ON approvals (account_id, invoice_id);

CREATE TABLE change_orders (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    project_id UUID NOT NULL,
    milestone_id UUID NOT NULL,
    description VARCHAR NOT NULL,
    currency CHAR(3) NOT NULL,
    amount_minor BIGINT NOT NULL,
    state VARCHAR NOT NULL,
    recorded_by UUID NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    place BIGINT GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (id),
    CONSTRAINT change_orders_account_id_id_key UNIQUE (account_id, id),
    CONSTRAINT change_orders_account_id_fkey FOREIGN KEY(account_id) REFERENCES accounts (id),
    CONSTRAINT change_orders_project_id_fkey FOREIGN KEY(account_id, project_id) REFERENCES projects (account_id, id),
    CONSTRAINT change_orders_milestone_id_fkey FOREIGN KEY(account_id, milestone_id) REFERENCES milestones (account_id, id),
    CONSTRAINT change_orders_recorded_by_fkey FOREIGN KEY(account_id, recorded_by) REFERENCES members (account_id, id)
);
CREATE INDEX change_orders_project_idx ON change_orders (account_id, project_id);

CREATE TABLE draft_milestones (
    account_id UUID NOT NULL,
    owner_id UUID NOT NULL,
    position INTEGER NOT NULL,
    milestone_id UUID NOT NULL,
    PRIMARY KEY (owner_id, position),
    CONSTRAINT draft_milestones_owner_id_fkey FOREIGN KEY(account_id, owner_id) REFERENCES drafts (account_id, id),
    CONSTRAINT draft_milestones_milestone_id_fkey FOREIGN KEY(account_id, milestone_id) REFERENCES milestones (account_id, id)
);
CREATE INDEX draft_milestones_milestone_idx ON draft_milestones (account_id, milestone_id);

CREATE TABLE invoice_milestones (
    account_id UUID NOT NULL,
    owner_id UUID NOT NULL,
    position INTEGER NOT NULL,
    milestone_id UUID NOT NULL,
    PRIMARY KEY (owner_id, position),
    CONSTRAINT invoice_milestones_owner_id_fkey FOREIGN KEY(account_id, owner_id) REFERENCES invoices (account_id, id),
    CONSTRAINT invoice_milestones_milestone_id_fkey FOREIGN KEY(account_id, milestone_id) REFERENCES milestones (account_id, id)
);
CREATE INDEX invoice_milestones_milestone_idx ON invoice_milestones (account_id, milestone_id);

CREATE TABLE payment_links (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    invoice_id UUID NOT NULL,
    version INTEGER NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    place BIGINT GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (id),
    CONSTRAINT payment_links_account_id_id_key UNIQUE (account_id, id),
    CONSTRAINT payment_links_account_id_fkey FOREIGN KEY(account_id) REFERENCES accounts (id),
    CONSTRAINT payment_links_invoice_id_fkey FOREIGN KEY(account_id, invoice_id) REFERENCES invoices (account_id, id)
);
CREATE UNIQUE INDEX payment_links_invoice_key ON payment_links (account_id, invoice_id);

CREATE TABLE payment_requests (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    invoice_id UUID NOT NULL,
    gateway VARCHAR NOT NULL,
    currency CHAR(3) NOT NULL,
    amount_minor BIGINT NOT NULL,
    state VARCHAR NOT NULL,
    external_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    place BIGINT GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (id),
    CONSTRAINT payment_requests_account_id_id_key UNIQUE (account_id, id),
    CONSTRAINT payment_requests_account_id_fkey FOREIGN KEY(account_id) REFERENCES accounts (id),
    CONSTRAINT payment_requests_invoice_id_fkey FOREIGN KEY(account_id, invoice_id) REFERENCES invoices (account_id, id)
);
CREATE INDEX payment_requests_invoice_idx ON payment_requests (account_id, invoice_id, created_at);

CREATE TABLE payments (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    invoice_id UUID NOT NULL,
    gateway VARCHAR NOT NULL,
    external_id VARCHAR NOT NULL,
    method VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    currency CHAR(3) NOT NULL,
    amount_minor BIGINT NOT NULL,
    allocated_minor BIGINT NOT NULL,
    surplus_minor BIGINT NOT NULL,
    state VARCHAR NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    place BIGINT GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (id),
    CONSTRAINT payments_account_id_id_key UNIQUE (account_id, id),
    CONSTRAINT payments_account_id_fkey FOREIGN KEY(account_id) REFERENCES accounts (id),
    CONSTRAINT payments_invoice_id_fkey FOREIGN KEY(account_id, invoice_id) REFERENCES invoices (account_id, id)
);
CREATE UNIQUE INDEX payments_external_key ON payments (gateway, account_id, external_id);
CREATE INDEX payments_invoice_idx ON payments (account_id, invoice_id, received_at);

CREATE TABLE proofs (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    project_id UUID,
    milestone_id UUID,
    invoice_id UUID,
    kind VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    media_ref VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL,
    caption VARCHAR NOT NULL,
    sent_by UUID NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    taken_at TIMESTAMP WITHOUT TIME ZONE,
    taken_offset_seconds INTEGER,
    location VARCHAR,
    sha256 VARCHAR,
    media_type VARCHAR NOT NULL,
    size BIGINT NOT NULL,
    original_key VARCHAR,
    copies JSONB,
    pages INTEGER NOT NULL,
    duration_seconds INTEGER NOT NULL,
    refusal VARCHAR,
    batch VARCHAR NOT NULL,
    place BIGINT GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (id),
    CONSTRAINT proofs_account_id_id_key UNIQUE (account_id, id),
    CONSTRAINT proofs_account_id_fkey FOREIGN KEY(account_id) REFERENCES accounts (id),
    CONSTRAINT proofs_project_id_fkey FOREIGN KEY(account_id, project_id) REFERENCES projects (account_id, id),
    CONSTRAINT proofs_milestone_id_fkey FOREIGN KEY(account_id, milestone_id) REFERENCES milestones (account_id, id),
    CONSTRAINT proofs_invoice_id_fkey FOREIGN KEY(account_id, invoice_id) REFERENCES invoices (account_id, id),
    CONSTRAINT proofs_sent_by_fkey FOREIGN KEY(account_id, sent_by) REFERENCES members (account_id, id)
);
CREATE INDEX proofs_invoice_idx ON proofs (account_id, invoice_id);
CREATE UNIQUE INDEX proofs_kept_once ON proofs (account_id, milestone_id, sha256) WHERE state = 'kept';
CREATE INDEX proofs_project_idx ON proofs (account_id, project_id, received_at);

CREATE TABLE questions (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    invoice_id UUID NOT NULL,
    author VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    place BIGINT GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (id),
    CONSTRAINT questions_account_id_id_key UNIQUE (account_id, id),
    CONSTRAINT questions_account_id_fkey FOREIGN KEY(account_id) REFERENCES accounts (id),
    CONSTRAINT questions_invoice_id_fkey FOREIGN KEY(account_id, invoice_id) REFERENCES invoices (account_id, id)
);
CREATE INDEX questions_invoice_idx ON questions (account_id, invoice_id, asked_at);

CREATE TABLE receipts (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    payment_id UUID NOT NULL,
    invoice_id UUID NOT NULL,
    number VARCHAR NOT NULL,
    currency CHAR(3) NOT NULL,
    amount_minor BIGINT NOT NULL,
    balance_minor BIGINT NOT NULL,
    issued_at TIMESTAMP WITH TIME ZONE NOT NULL,
    place BIGINT GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (id),
    CONSTRAINT receipts_account_id_id_key UNIQUE (account_id, id),
    CONSTRAINT receipts_account_id_fkey FOREIGN KEY(account_id) REFERENCES accounts (id),
    CONSTRAINT receipts_payment_id_fkey FOREIGN KEY(account_id, payment_id) REFERENCES payments (account_id, id),
    CONSTRAINT receipts_invoice_id_fkey FOREIGN KEY(account_id, invoice_id) REFERENCES invoices (account_id, id)
);
CREATE INDEX receipts_invoice_idx ON receipts (account_id, invoice_id);
CREATE UNIQUE INDEX receipts_payment_key ON receipts (account_id, payment_id);
