<?php
/**
 * Plugin Name: Tillside
 * Description: One question, at the till. Puts the shop's tag on its pages, and tells it the step and what the cart is worth.
 * Version: 1.0.0
 * Requires at least: 5.7
 * Requires PHP: 7.4
 * Requires Plugins: woocommerce
 * WC requires at least: 6.9
 * Update URI: false
 * License: MIT OR Apache-2.0
 *
 * @package Tillside
 */

namespace Tillside;

defined( 'ABSPATH' ) || exit;

/** The script of this shop. */
const TAG = '__TAG__';

/** What WordPress calls it. */
const HANDLE = 'tillside';

add_action( 'before_woocommerce_init', __NAMESPACE__ . '\\declare_compatibility' );
add_action( 'wp_enqueue_scripts', __NAMESPACE__ . '\\enqueue' );
add_filter( 'script_loader_tag', __NAMESPACE__ . '\\write_tag', 10, 2 );

// What holds scripts back until somebody touches the page, or puts them into other files.
foreach (
	array(
		'rocket_delay_js_exclusions',
		'rocket_exclude_defer_js',
		'litespeed_optimize_js_excludes',
		'litespeed_optm_js_defer_exc',
		'litespeed_optm_gm_js_exc',
		'perfmatters_delay_js_exclusions',
		'autoptimize_filter_js_exclude',
	) as $filter
) {
	add_filter( $filter, __NAMESPACE__ . '\\leave_alone' );
}
foreach ( array( 'sgo_js_minify_exclude', 'sgo_js_async_exclude', 'sgo_javascript_combine_exclude' ) as $filter ) {
	add_filter( $filter, __NAMESPACE__ . '\\leave_handle_alone' );
}
unset( $filter );

/** Says that orders are read by WooCommerce's own functions only, and that its blocks may be there. */
function declare_compatibility() {
	$features = 'Automattic\\WooCommerce\\Utilities\\FeaturesUtil';
	if ( class_exists( $features ) ) {
		$features::declare_compatibility( 'custom_order_tables', __FILE__, true );
		$features::declare_compatibility( 'cart_checkout_blocks', __FILE__, true );
	}
}

/** The step of the page that is asked for; empty where it has none. */
function step() {
	if ( ! function_exists( 'is_order_received_page' ) ) {
		return '';
	}
	if ( is_order_received_page() ) {
		return 'confirmation';
	}
	if ( is_checkout() ) {
		return 'checkout';
	}
	if ( is_cart() ) {
		return 'cart';
	}
	return is_product() ? 'product' : '';
}

/** Puts the tag on a page of the storefront, with what the shop tells it. */
function enqueue() {
	if ( is_customize_preview() ) {
		return;
	}
	// Without a version, which would make another address of it.
	wp_enqueue_script( HANDLE, TAG, array(), null, false ); // phpcs:ignore WordPress.WP.EnqueuedResourceParameters.MissingVersion
	$step = step();
	if ( '' !== $step ) {
		wp_add_inline_script( HANDLE, words( $step ), 'before' );
	}
}

/**
 * What a page of a step says before the tag comes. It is the same for everybody, so that a
 * page cache may keep it: what the cart holds is asked for by the browser. The confirmation
 * alone is of one order, and so is its address.
 *
 * @param string $step The step.
 */
function words( $step ) {
	$queue = 'window.tillside = window.tillside || function () { (tillside.q = tillside.q || []).push(arguments); };';
	if ( 'confirmation' === $step ) {
		$order = order_facts();
		return $order ? $queue . "\n" . 'tillside("step", "confirmation", ' . json( $order ) . ');' : $queue;
	}
	return $queue . "\n(" . CART . ')(' . json( $step ) . ', ' . json( rest_url( 'wc/store/v1/cart' ) ) . ');';
}

/** What the order of this page was worth; null where whoever looks has not its key. */
function order_facts() {
	$order = wc_get_order( absint( get_query_var( 'order-received' ) ) );
	// The key in the address is what WooCommerce itself goes by.
	$key = isset( $_GET['key'] ) ? wc_clean( wp_unslash( $_GET['key'] ) ) : ''; // phpcs:ignore WordPress.Security.NonceVerification.Recommended
	if ( ! $order || ! is_string( $key ) || ! hash_equals( (string) $order->get_order_key(), $key ) ) {
		return null;
	}
	return array(
		'value'    => round( (float) $order->get_subtotal() - (float) $order->get_discount_total(), 2 ),
		'currency' => $order->get_currency(),
		'items'    => (int) $order->get_item_count(),
	);
}

/**
 * A value as JavaScript, which ends no script element.
 *
 * @param mixed $value The value.
 */
function json( $value ) {
	return wp_json_encode( $value, JSON_HEX_TAG | JSON_HEX_AMP | JSON_UNESCAPED_SLASHES );
}

/**
 * Tells the value of what lies in the cart, after discounts, without tax and shipping, as
 * often as it changes. Without the cookie that WooCommerce sets there is no cart to ask for.
 */
const CART = <<<'JS'
function (step, address) {
  var told = false;
  var tell = function () {
    if (!/(^|; )woocommerce_items_in_cart=[1-9]/.test(document.cookie)) {
      return told && tillside("step", step, { items: 0 });
    }
    fetch(address, { credentials: "same-origin", cache: "no-store" }).then(function (reply) {
      return reply.ok && reply.json();
    }).then(function (cart) {
      var totals = cart && cart.totals;
      if (totals) {
        told = true;
        tillside("step", step, {
          value: (totals.total_items - totals.total_discount) / Math.pow(10, totals.currency_minor_unit),
          currency: totals.currency_code,
          items: cart.items_count
        });
      }
    }).catch(function () {});
  };
  tell();
  ["wc-blocks_added_to_cart", "wc-blocks_removed_from_cart"].forEach(function (name) {
    addEventListener(name, tell, true);
  });
  addEventListener("load", function () {
    window.jQuery && jQuery(document.body).on("added_to_cart removed_from_cart updated_cart_totals", tell);
  });
}
JS;

/** What optimisers know a script of ours by. */
function marks() {
	return array( (string) wp_parse_url( TAG, PHP_URL_PATH ), 'tillside.q' );
}

/** What keeps optimisers' hands off, as attributes. */
function attributes() {
	return array(
		'data-cfasync'       => 'false',
		'data-no-optimize'   => '1',
		'data-no-defer'      => '1',
		'data-jetpack-boost' => 'ignore',
	);
}

/**
 * Writes the tag as Tillside wants it.
 *
 * @param string $tag    As WordPress writes it, with what stands before it.
 * @param string $handle Whose it is.
 */
function write_tag( $tag, $handle ) {
	if ( HANDLE !== $handle ) {
		return $tag;
	}
	$marks = '';
	foreach ( attributes() as $name => $value ) {
		$marks .= ' ' . $name . '="' . esc_attr( $value ) . '"';
	}
	$step = step();
	$more = ' async crossorigin' . ( '' === $step ? '' : ' data-tillside-step="' . esc_attr( $step ) . '"' );
	// Both by their id, because before WordPress 6.3 no filter reaches what stands before a tag.
	$tag = preg_replace( '/<script(?=[^>]*\sid=["\']' . HANDLE . '-js)/', '<script' . $marks, $tag );
	return preg_replace( '/<script(?=[^>]*\ssrc=)/', '<script' . $more, $tag, 1 );
}

/**
 * Adds our scripts to what an optimiser leaves alone.
 *
 * @param array|string $known A list, or with Autoptimize a text with commas.
 */
function leave_alone( $known ) {
	if ( is_array( $known ) ) {
		// Autoptimize may have a list by name.
		return 'autoptimize_filter_js_exclude' === current_filter()
			? array_merge( $known, array_fill_keys( marks(), '' ) )
			: array_merge( $known, marks() );
	}
	return implode( ', ', array_filter( array_merge( array( (string) $known ), marks() ) ) );
}

/**
 * Adds our handle to what an optimiser leaves alone.
 *
 * @param array $known Handles.
 */
function leave_handle_alone( $known ) {
	return array_merge( (array) $known, array( HANDLE ) );
}
