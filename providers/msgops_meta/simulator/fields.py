"""The fields that an account and a number have, by pywa's lists; what is asked for besides is error 100. [documented by pywa]"""

from __future__ import annotations

OF_ACCOUNT = frozenset(
    [
        "id",
        "name",
        "timezone_id",
        "message_template_namespace",
        "status",
        "business_verification_status",
        "is_enabled_for_insights",
        "marketing_messages_lite_api_status",
        "marketing_messages_onboarding_status",
        "on_behalf_of_business_info",
        "ownership_type",
        "health_status",
        "currency",
        "country",
        "subscribed_apps",
        "owner_business_info",
        "account_review_status",
        "disable_marketing_messages_on_cloud_api",
    ]
)
OF_NUMBER = frozenset(
    [
        "id",
        "verified_name",
        "display_phone_number",
        "conversational_automation",
        "status",
        "quality_rating",
        "quality_score",
        "webhook_configuration",
        "name_status",
        "new_name_status",
        "code_verification_status",
        "account_mode",
        "is_on_biz_app",
        "is_official_business_account",
        "is_pin_enabled",
        "is_preverified_number",
        "search_visibility",
        "platform_type",
        "throughput",
        "eligibility_for_api_business_global_search",
        "health_status",
        "certificate",
        "new_certificate",
        "last_onboarded_time",
        "country_code",
        "country_dial_code",
        "whatsapp_business_manager_messaging_limit",
    ]
)
