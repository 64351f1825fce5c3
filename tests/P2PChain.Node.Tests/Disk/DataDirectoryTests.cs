using Microsoft.Extensions.Logging.Abstractions;
using P2PChain.Actors;
using P2PChain.Core.Primitives;
using P2PChain.Node.Disk;

namespace P2PChain.Node.Tests.Disk;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    private NodeSettings Settings => new() { DataDirectory = _scratch.In("d") };

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_new_one_is_its_owners_only()
    {
        using var data = DataDirectory.Open(Settings);
        Assert.Equal("1\n", File.ReadAllText(_scratch.In("d/version")));
        Assert.Equal(_scratch.In("d/logs"), data.Logs.Path);
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal("rwx------", Mode(_scratch.In("d")));
        Assert.Equal("rw-------", Mode(_scratch.In("d/node.pem")));
        Assert.Equal("rw-------", Mode(_scratch.In("d/node.lock")));
    }

    [Fact]
    public void The_key_stays_the_same()
    {
        string Key()
        {
            using var data = DataDirectory.Open(Settings);
            return data.Signer.PublicKey.Hex;
        }

        Assert.Equal(Key(), Key());
    }

    [Fact]
    public void A_second_owner_is_refused_until_the_first_is_gone()
    {
        using (DataDirectory.Open(Settings))
            Assert.Equal(
                ExitCode.InUse, Assert.Throws<NodeStartException>(() => DataDirectory.Open(Settings)).Failure.ExitCode);
        DataDirectory.Open(Settings).Dispose();
    }

    [Fact]
    public void One_that_is_refused_is_not_kept_locked()
    {
        DataDirectory.Open(Settings).Dispose();
        File.WriteAllText(_scratch.In("d/version"), "many");
        Assert.Throws<NodeStartException>(() => DataDirectory.Open(Settings));
        File.WriteAllText(_scratch.In("d/version"), "1");
        DataDirectory.Open(Settings).Dispose();
    }

    [Fact]
    public void Kept_peers_are_lines_that_a_person_can_read()
    {
        var path = _scratch.In("peers");
        Assert.Empty(KeptPeersFile.Open(path, NullLogger.Instance).Load());
        KeptPeersFile.Open(path, NullLogger.Instance).Save(
            [new HostPort("berlin.example", 6000), new HostPort("::1", 6001)]);
        Assert.Equal("berlin.example:6000\n[::1]:6001\n", File.ReadAllText(path));
        Assert.Equal<HostPort>([new HostPort("berlin.example", 6000), new HostPort("::1", 6001)],
            KeptPeersFile.Open(path, NullLogger.Instance).Load());
    }

    [Fact]
    public void Peers_that_cannot_be_kept_do_not_end_the_node()
    {
        var file = KeptPeersFile.Open(_scratch.In("gone/peers"), NullLogger.Instance);
        file.Save([new HostPort("berlin.example", 6000)]);
        Assert.False(File.Exists(_scratch.In("gone/peers")));
    }

    [Fact]
    public void A_file_is_replaced_whole_even_after_a_crash_while_writing()
    {
        var path = _scratch.In("file");
        DurableFile.Write(path, "old");
        File.WriteAllText(path + ".new", "half of the ne");
        Assert.Equal("old", File.ReadAllText(path));
        DurableFile.Write(path, "new");
        Assert.Equal("new", File.ReadAllText(path));
        Assert.False(File.Exists(path + ".new"));
    }

    private static string Mode(string path)
    {
        if (OperatingSystem.IsWindows()) return "";
        var mode = (int)new FileInfo(path).UnixFileMode;
        return string.Concat(
            Enumerable.Range(0, 9).Select(bit => (mode & (1 << (8 - bit))) == 0 ? '-' : "rwx"[bit % 3]));
    }
}
