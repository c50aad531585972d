# Organization
