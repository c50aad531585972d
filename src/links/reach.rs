//! Whom the server asks for pages: the public internet, and nobody nearer.

use std::net::{IpAddr, SocketAddr};
use std::sync::LazyLock;

use ipnet::IpNet;

/// Which addresses pages may be asked of.
#[derive(Clone, Copy, Debug)]
pub struct Reach(fn(SocketAddr) -> bool);

impl Default for Reach {
    /// The public internet, where web servers listen.
    fn default() -> Reach {
        Reach(|address| PORTS.contains(&address.port()) && is_public(address.ip()))
    }
}

impl Reach {
    /// Those of which this is true. For tests, whose servers are near: no setting leads here.
    pub fn of(may: fn(SocketAddr) -> bool) -> Reach {
        Reach(may)
    }

    /// Whether this one may be asked.
    pub(super) fn may(self, address: SocketAddr) -> bool {
        (self.0)(address)
    }
}

/// A page that people are sent to is at one of these. With others, the server would knock at whatever door somebody names.
const PORTS: [u16; 2] = [80, 443];

/// What is not the public internet, of IPv4 (IANA's special-purpose registry, RFC 6890 and after), and what is public and answers those
/// who are within: the machine that looks after its guests at Azure.
const NEAR: [&str; 17] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "168.63.129.16/32",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "255.255.255.255/32",
];
/// Of IPv6 what is given out at all; all else is near, or leads to an address of IPv4 that nobody has looked at (mapped, NAT64).
const GIVEN_OUT: &str = "2000::/3";
/// And of that not these: protocols, Teredo among them; documentation; 6to4.
const NEAR_6: [&str; 4] = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

static NETS: LazyLock<(Vec<IpNet>, Option<IpNet>)> = LazyLock::new(|| {
    let near = NEAR.iter().chain(&NEAR_6).filter_map(|net| net.parse().ok()).collect();
    (near, GIVEN_OUT.parse().ok())
});

/// Whether the address is one of the public internet.
fn is_public(address: IpAddr) -> bool {
    let (near, given_out) = &*NETS;
    let given_out = address.is_ipv4() || given_out.is_some_and(|net| net.contains(&address));
    given_out && !near.iter().any(|net| net.contains(&address))
}

/// Tops of names that are nobody's on the internet (RFC 6761, 6762, 7686, 8375, 9476, and what ICANN keeps for companies).
const NO_TOPS: [&str; 14] = [
    "alt",
    "arpa",
    "corp",
    "example",
    "home",
    "internal",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localhost",
    "mail",
    "onion",
    "test",
];
/// Names that only stand in documents (RFC 2606).
const IN_DOCUMENTS: [&str; 3] = ["example.com", "example.net", "example.org"];

/// Whether a name could be one of the public internet. One without a dot is completed by whoever resolves it.
pub(super) fn is_public_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let Some((_, top)) = name.rsplit_once('.') else { return false };
    let of = |document: &&str| name.strip_suffix(*document).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    !NO_TOPS.contains(&top) && !IN_DOCUMENTS.iter().any(of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_network_is_written_as_one() {
        assert_eq!(NETS.0.len(), NEAR.len() + NEAR_6.len());
        assert!(NETS.1.is_some());
    }

    #[test]
    fn what_is_near_is_not_asked() {
        for near in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.100.100.200",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::ffff:0:8.8.8.8",
            "64:ff9b::7f00:1",
            "64:ff9b::808:808",
            "64:ff9b:1::a00:1",
            "100::1",
            "2001::1",
            "2001:10::1",
            "2001:20::1",
            "2001:1ff:ffff::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "2002:808:808::1",
            "3fff::1",
            "3fff:fff:ffff::1",
            "4000::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "ff0e::1",
        ] {
            assert!(!is_public(near.parse().expect(near)), "{near}");
        }
    }

    #[test]
    fn what_is_public_is_asked_where_web_servers_listen() {
        for public in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "128.0.0.1",
            "168.63.129.15",
            "169.253.255.255",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2001:200::1",
            "2001:4860:4860::8888",
            "2606:4700::1111",
            "2a00::1",
            "3ffe::1",
        ] {
            let ip: IpAddr = public.parse().expect(public);
            assert!(is_public(ip), "{public}");
            let may = |port| Reach::default().may(SocketAddr::new(ip, port));
            assert!(may(80) && may(443), "{public}");
            assert!([0, 22, 25, 81, 6379, 8080, 65_535].iter().all(|port| !may(*port)), "{public}");
        }
        assert!(!Reach::default().may(SocketAddr::from(([127, 0, 0, 1], 80))));
    }

    #[test]
    fn names_of_a_network_of_ones_own_are_not_asked_for() {
        for near in [
            "localhost",
            "intranet",
            "press.localhost",
            "LOCALHOST.",
            "wiki.corp",
            "printer.local",
            "router.home.arpa",
            "metadata.google.internal",
            "files.test",
            "a.example",
            "example.com",
            "www.example.org",
            "hidden.onion",
            "",
            ".",
        ] {
            assert!(!is_public_name(near), "{near}");
        }
        for public in ["press.house", "example.de", "notexample.com", "xn--bcher-kva.ch", "a.b.c.d.net."] {
            assert!(is_public_name(public), "{public}");
        }
    }
}
