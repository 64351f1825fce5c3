using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Akka.Configuration;
using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Discovery;
using P2PChain.Core.Crypto;
using P2PChain.Core.Dialling;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors;

/// <summary>The settings of a node, section by section of its configuration.</summary>
/// <param name="config">The whole configuration, with the defaults.</param>
/// <param name="defaults">The defaults alone.</param>
internal sealed class SettingSections(Config config, Config defaults) : SettingValues(config)
{
    /// <summary>All settings.</summary>
    public NodeSettings Read() => new()
    {
        Listen = ReadListen(),
        Peers = [.. Texts("peers").Select(text => Address("peers", text)).OfType<HostPort>()],
        DataDirectory = ReadDirectory("data", mayBeEmpty: false),
        IsHeadless = Flag("headless"),
        Network = ReadNetwork(),
        Names = KeyNamesReader.Read(Config, Add),
        Mining = Choice(
            "mining.mode",
            ("on-demand", MiningMode.OnDemand),
            ("continuous", MiningMode.Continuous),
            ("off", MiningMode.Off),
            ("false", MiningMode.Off)),
        Peering = ReadPeering(),
        Discovery = ReadDiscovery(),
        Http = ReadHttp(),
        LogLevel = Choice(
            "log.level", ("info", "info"), ("debug", "debug"), ("warning", "warning"), ("error", "error")),
        LogDirectory = ReadDirectory("log.directory", mayBeEmpty: true),
    };

    private IPEndPoint ReadListen(string key = "listen")
    {
        var address = Address(key, Text(key), portMin: 0);
        if (address is null) return new IPEndPoint(IPAddress.Loopback, 0);
        if (address.Host == "localhost") return new IPEndPoint(IPAddress.Loopback, address.Port);
        if (IPAddress.TryParse(address.Host, out var ip) && !IsOfMany(ip)) return new IPEndPoint(ip, address.Port);
        Problem(
            key,
            $"\"{address.Host}\" is not an address of this machine: give an IP address, such as 0.0.0.0:6000.");
        return new IPEndPoint(IPAddress.Loopback, 0);
    }

    private HttpSettings ReadHttp() => new()
    {
        IsOn = Flag("http.enabled"),
        Listen = Text("http.listen") == "auto" ? null : ReadListen("http.listen"),
        Hosts = [.. Texts("http.hosts").Where(IsHostName)],
    };

    private bool IsHostName(string name)
    {
        var isName = Uri.CheckHostName(name.Trim('[', ']')) is not UriHostNameType.Unknown;
        if (!isName) Problem("http.hosts", $"\"{name}\" is no name of a host: write it without http:// and port.");
        return isName;
    }

    /// <summary>Whether it is a broadcast or multicast address. No connection comes to such.</summary>
    private static bool IsOfMany(IPAddress ip) =>
        ip.IsIPv6Multicast || ip.Equals(IPAddress.Broadcast)
        || (ip.AddressFamily == AddressFamily.InterNetwork && ip.GetAddressBytes()[0] is >= 224 and <= 239);

    private string ReadDirectory(string key, bool mayBeEmpty)
    {
        var path = Text(key);
        if (path.Length == 0 && !mayBeEmpty) Problem(key, "It is empty: name the directory for ledger and key.");
        if (path.Any(char.IsControl)) Problem(key, "It holds a control character: correct the name.");
        if (HomePath.Problem(path) is { } problem) Problem(key, problem);
        return path;
    }

    private NetworkParameters ReadNetwork()
    {
        var moving = Choice("network.retarget", ("fixed", false), ("moving", true));
        var parameters = new NetworkParameters
        {
            Name = Text("network.name"),
            GenesisTimeMs = Integer("network.genesis-time-ms"),
            InitialDifficulty = Integer("network.initial-difficulty"),
            MaxBlockBytes = Integer("network.max-block-bytes"),
            Members = Keys("network.members"),
            Miners = Keys("network.miners"),
            Stewards = Keys("network.stewards"),
            ReleasePolicy = Choice(
                "network.release-policy",
                [.. Enum.GetValues<ReleasePolicy>().Select(policy => (NetworkParameters.Text(policy), policy))]),
            Retarget = moving
                ? new Retarget(Integer("network.half-life-ms"), Integer("network.target-spacing-ms"))
                : null,
        };
        foreach (var (key, fault) in parameters.Problems())
        {
            var partners = Partners(key).Select(static other => "network." + other);
            Consequence("network." + key, $"The network cannot be: {key} {fault}.", [.. partners]);
        }

        if (!moving)
        {
            OnlyWithMoving("network.target-spacing-ms");
            OnlyWithMoving("network.half-life-ms");
        }

        return parameters;
    }

    private static string[] Partners(string key) => key switch
    {
        "half-life-ms" => ["target-spacing-ms"],
        "stewards" => ["members"],
        _ => [],
    };

    // Such a value would have no effect.
    private void OnlyWithMoving(string key)
    {
        if (Text(key) != defaults.GetString(Root + key))
        {
            Consequence(
                key, "It counts only with network.retarget = moving: set that, or remove this.", "network.retarget");
        }
    }

    private PeerSettings ReadPeering()
    {
        var settings = new PeerSettings
        {
            InboundMax = (int)Integer("limits.peers-inbound", 0, 100_000),
            PerAddressMax = (int)Integer("limits.peers-per-address", 1, 100_000),
            OutboxBytesMax = (int)Integer("limits.outbox-bytes", 64 << 10, 256 << 20),
            AnswerBytesPerSecond = Integer("limits.answer-bytes-per-second", 64 << 10, 1L << 40),
            PingInterval = Span("transport.ping-interval"),
            PingTimeout = Span("transport.ping-timeout"),
            HandshakeTimeout = Span("transport.handshake-timeout"),
            DialTimeout = Span("transport.dial-timeout"),
        };
        if (settings.PingTimeout <= settings.PingInterval)
        {
            Consequence(
                "transport.ping-timeout",
                "It must be longer than transport.ping-interval.",
                "transport.ping-interval");
        }
        return settings;
    }

    private bool ListensBeyondThisMachine =>
        HostPort.Parse(Text("listen"), portMin: 0) is { } listen
        && IPAddress.TryParse(listen.Host, out var ip) && !IPAddress.IsLoopback(ip);

    // Nodes of a demo never meet strangers.
    private bool IsOfNamedNetwork => Text("network.name").Length > 0 && ListensBeyondThisMachine;

    private DiscoverySettings ReadDiscovery()
    {
        var seeds = Texts("discovery.seeds").Select(ReadSeed).OfType<HostPort>().ToImmutableArray();
        var choice = Switch("discovery.addresses");
        if (choice == false && !seeds.IsEmpty)
            Consequence(
                "discovery.seeds", "They count only where discovery.addresses is not off.", "discovery.addresses");
        return new DiscoverySettings
        {
            IsLanOn = ReadLan(),
            IsOn = choice ?? (!seeds.IsEmpty || IsOfNamedNetwork),
            Seeds = seeds,
            OutboundMax = (int)Integer("limits.peers-outbound", 0, 1_000),
        };
    }

    private bool ReadLan()
    {
        var choice = Switch("discovery.lan");
        if (choice == true && !ListensBeyondThisMachine)
            Consequence("discovery.lan", "`listen` is an address of this machine only: write 0.0.0.0:PORT.", "listen");
        return choice ?? IsOfNamedNetwork;
    }

    private HostPort? ReadSeed(string text)
    {
        const string key = "discovery.seeds";
        if (Address(key, text) is not { } seed) return null;
        if (seed.Port >= AddressBook.PortMin) return seed;
        Problem(key, $"\"{text}\" has a port below 1024: list it in p2pchain.peers.");
        return null;
    }

    private ImmutableArray<PublicKey> Keys(string key)
    {
        var keys = new SortedSet<PublicKey>();
        foreach (var text in Texts(key))
        {
            if (PublicKey.TryParse(text, out var parsed)) keys.Add(parsed);
            else Problem(key, $"\"{text}\" is no key: a key is 66 lower-case hex digits that start with 02 or 03.");
        }
        return [.. keys];
    }
}
