<?php
// Makes the site hold the stories on standard input (JSON), and no other; reads or writes nothing else.
define('WP_INSTALLING', isset($argv[1]) && $argv[1] === 'install');
$_SERVER['HTTP_HOST'] = getenv('SITE_HOST');
$_SERVER['REQUEST_URI'] = '/';
require getenv('WORDPRESS') . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

if (WP_INSTALLING) {
    wp_install('The Quay', 'editor', 'editor@quay.example', true, '', 'secret-of-a-test');
    exit(0);
}

$told = json_decode(file_get_contents('php://stdin'), true);
update_option('permalink_structure', '/%year%/%monthnum%/%day%/%postname%/');
update_option('timezone_string', 'Europe/Berlin');
update_option('posts_per_page', $told['most']);
update_option('blogdescription', 'News of the harbour and the town');
switch_theme('twentytwentythree');
foreach (get_posts(['post_type' => ['post', 'page'], 'numberposts' => -1, 'name' => 'hello-world']) as $sample) {
    wp_delete_post($sample->ID, true);
}

$wanted = [];
foreach ($told['stories'] as $story) {
    $wanted[] = $story['slug'];
    $login = sanitize_user('u' . md5($story['author']));
    $user = get_user_by('login', $login);
    $author = $user ? $user->ID : wp_insert_user([
        'user_login' => $login, 'user_pass' => 'x', 'display_name' => $story['author'],
        'user_nicename' => $login, 'role' => 'author',
    ]);
    require_once ABSPATH . 'wp-admin/includes/taxonomy.php';
    $category = wp_create_category($story['section']);
    $held = get_page_by_path($story['slug'], OBJECT, 'post');
    $post = [
        'post_title' => $story['headline'], 'post_name' => $story['slug'], 'post_status' => 'publish',
        'post_date_gmt' => $story['gmt'], 'post_date' => get_date_from_gmt($story['gmt']),
        'post_content' => $story['content'], 'post_author' => $author,
        'post_category' => [$category], 'tags_input' => $story['tags'], 'edit_date' => true,
        'comment_status' => 'open',
    ];
    if ($held && $held->post_content === $post['post_content'] && $held->post_title === $post['post_title']) {
        continue;
    }
    $post['ID'] = $held ? $held->ID : 0;
    $id = wp_insert_post(wp_slash($post), true);
    if (is_wp_error($id)) {
        fwrite(STDERR, $id->get_error_message());
        exit(1);
    }
    global $wpdb;
    $changed = $told['changed'] ?: $story['gmt'];
    $wpdb->update($wpdb->posts, [
        'post_modified_gmt' => $changed, 'post_modified' => get_date_from_gmt($changed),
    ], ['ID' => $id]);
}
foreach (get_posts(['numberposts' => -1]) as $post) {
    if (!in_array($post->post_name, $wanted, true)) {
        wp_delete_post($post->ID, true);
    }
}
flush_rewrite_rules(false);
