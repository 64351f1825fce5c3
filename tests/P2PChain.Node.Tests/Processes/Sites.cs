using System.Diagnostics;
using System.Runtime.Versioning;

namespace P2PChain.Node.Tests.Processes;

/// <summary>
/// Sites with a switch between them, each a network namespace of this machine: 10.9.0.1, 10.9.0.2, … A pulled cable is
/// silent: nothing
/// arrives any more, the interface stays up, and neither end is told.
/// </summary>
/// <remarks>Needs Linux, root and iproute2: <see cref="SitesFactAttribute"/>.</remarks>
[SupportedOSPlatform("linux")]
public sealed class Sites : IDisposable
{
    private const string SwitchName = "switch";

    // Namespaces belong to the machine, and several test processes may run on it.
    private readonly string _prefix = $"p2p-{Path.GetRandomFileName()}";
    private readonly string[] _names;

    public Sites(params string[] names)
    {
        _names = names;
        Ip("netns", "add", Namespace(SwitchName));
        Ip("-n", Namespace(SwitchName), "link", "add", SwitchName, "type", "bridge");
        Ip("-n", Namespace(SwitchName), "link", "set", "dev", SwitchName, "up");
        foreach (var (i, site) in names.Index())
        {
            var place = Namespace(site);
            Ip("netns", "add", place);
            Ip("-n", place, "link", "set", "dev", "lo", "up");
            Ip(
                "link",
                "add",
                "eth0",
                "netns",
                place,
                "type",
                "veth",
                "peer",
                "name",
                site,
                "netns",
                Namespace(SwitchName));
            Ip("-n", place, "link", "set", "dev", "eth0", "up");
            Ip("-n", Namespace(SwitchName), "link", "set", "dev", site, "up");
            SetAddress(site, i + 1);
            Plug(site);
        }
    }

    /// <summary>Whether this process may make namespaces here.</summary>
    public static bool CanBeMade { get; } = OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && TryMake();

    /// <summary>What comes before a program so that it runs at a site.</summary>
    public string[] At(string site) => ["ip", "netns", "exec", Namespace(site)];

    /// <summary>The cable is in.</summary>
    public void Plug(string site) => Ip("-n", Namespace(SwitchName), "link", "set", "dev", site, "master", SwitchName);

    /// <summary>The cable is out.</summary>
    public void Pull(string site) => Ip("-n", Namespace(SwitchName), "link", "set", "dev", site, "nomaster");

    /// <summary>Gives a site the address 10.9.0.<paramref name="last"/> instead of the one it has.</summary>
    public void SetAddress(string site, int last)
    {
        Ip("-n", Namespace(site), "addr", "flush", "dev", "eth0");
        Ip("-n", Namespace(site), "addr", "add", $"10.9.0.{last}/24", "dev", "eth0");
    }

    /// <summary>Gives a site the address fe80::<paramref name="last"/> instead of the one it has.</summary>
    public void SetLinkLocalAddress(string site, int last)
    {
        Ip("-n", Namespace(site), "addr", "flush", "dev", "eth0");
        Ip("-n", Namespace(site), "addr", "add", $"fe80::{last}/64", "dev", "eth0", "nodad");
    }

    /// <summary>What the programs of a site find when they look up a name.</summary>
    public void SetName(string site, string name, int last)
    {
        Directory.CreateDirectory(HostsOf(site));
        File.WriteAllText(Path.Combine(HostsOf(site), "hosts"), $"127.0.0.1 localhost\n10.9.0.{last} {name}\n");
    }

    public void Dispose()
    {
        foreach (var site in _names.Append(SwitchName))
        {
            Ip("netns", "del", Namespace(site));
            if (Directory.Exists(HostsOf(site))) Directory.Delete(HostsOf(site), recursive: true);
        }
    }

    /// <summary>Where <c>ip netns exec</c> takes a namespace's own /etc/hosts from.</summary>
    private string HostsOf(string site) => Path.Combine("/etc/netns", Namespace(site));

    private string Namespace(string site) => $"{_prefix}-{site}";

    private static bool TryMake()
    {
        try
        {
            new Sites("a").Dispose();
            return true;
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static void Ip(params string[] arguments)
    {
        using var ip = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        var said = ip.StandardError.ReadToEnd();
        ip.WaitForExit();
        if (ip.ExitCode != 0) throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {said}");
    }
}
