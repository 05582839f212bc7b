CREATE TABLE consents (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    channel VARCHAR NOT NULL,
    address VARCHAR NOT NULL,
    said VARCHAR NOT NULL,
    words VARCHAR NOT NULL,
    external_id VARCHAR NOT NULL,
    said_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX consents_address_idx ON consents (channel, address, id);

CREATE TABLE invitations (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    purpose VARCHAR NOT NULL,
    code_hash BYTEA NOT NULL,
    made_by UUID NOT NULL,
    member_id UUID,
    client_id UUID,
    wanted VARCHAR NOT NULL,
    tries INTEGER DEFAULT 0 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    CONSTRAINT invitations_account_id_id_key UNIQUE (account_id, id),
    CONSTRAINT invitations_account_id_fkey FOREIGN KEY(account_id) REFERENCES accounts (id),
    CONSTRAINT invitations_made_by_fkey FOREIGN KEY(account_id, made_by) REFERENCES members (account_id, id),
    CONSTRAINT invitations_member_id_fkey FOREIGN KEY(account_id, member_id) REFERENCES members (account_id, id),
    CONSTRAINT invitations_client_id_fkey FOREIGN KEY(account_id, client_id) REFERENCES clients (account_id, id)
);
CREATE UNIQUE INDEX invitations_code_key ON invitations (code_hash);

CREATE TABLE rooms (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    project_id UUID NOT NULL,
    channel VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    linked_by UUID NOT NULL,
    linked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT rooms_account_id_id_key UNIQUE (account_id, id),
    CONSTRAINT rooms_account_id_fkey FOREIGN KEY(account_id) REFERENCES accounts (id),
    CONSTRAINT rooms_project_id_fkey FOREIGN KEY(account_id, project_id) REFERENCES projects (account_id, id),
    CONSTRAINT rooms_linked_by_fkey FOREIGN KEY(account_id, linked_by) REFERENCES members (account_id, id)
);
CREATE UNIQUE INDEX rooms_place_key ON rooms (channel, place);
CREATE INDEX rooms_project_idx ON rooms (account_id, project_id);

CREATE TABLE threads (
    account_id UUID NOT NULL,
    room_id UUID NOT NULL,
    milestone_id UUID NOT NULL,
    thread VARCHAR NOT NULL,
    PRIMARY KEY (room_id, milestone_id),
    CONSTRAINT threads_room_id_fkey FOREIGN KEY(account_id, room_id) REFERENCES rooms (account_id, id),
    CONSTRAINT threads_milestone_id_fkey FOREIGN KEY(account_id, milestone_id) REFERENCES milestones (account_id, id)
);

CREATE TABLE credentials (
    channel VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    sealed BYTEA NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (channel, key)
);

ALTER TABLE addresses
    ADD COLUMN unreachable VARCHAR DEFAULT '' NOT NULL,
    ADD COLUMN preferred BOOLEAN DEFAULT false NOT NULL,
    ADD COLUMN confirmed_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE sessions ADD COLUMN heard_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE outbound
    ADD COLUMN templated BOOLEAN DEFAULT false NOT NULL,
    ADD COLUMN instead_of UUID;
