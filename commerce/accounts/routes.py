"""Every route of accounts, for the one place that wires everything."""

from commerce.accounts import account_routes, address_routes, admin_routes, auth_routes, key_routes

HANDLERS = [
    auth_routes.register,
    auth_routes.verify,
    auth_routes.log_in,
    auth_routes.refresh,
    auth_routes.log_out,
    auth_routes.log_out_everywhere,
    auth_routes.ask_reset,
    auth_routes.reset,
    account_routes.get_account,
    account_routes.change_account,
    account_routes.change_password,
    account_routes.export_account,
    account_routes.erase_account,
    address_routes.list_addresses,
    address_routes.add_address,
    address_routes.change_address,
    address_routes.remove_address,
    key_routes.list_keys,
    key_routes.make_key,
    key_routes.revoke_key,
    admin_routes.find_accounts,
    admin_routes.set_role,
]
