using System.Globalization;
using System.Text.RegularExpressions;
using P2PChain.Actors;
using P2PChain.Node.Disk;

namespace P2PChain.Node.Tests.Processes;

/// <summary>Names of one shared file at real nodes.</summary>
public sealed class NamesProcessTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Names_of_the_shared_file_are_shown_at_another_site_and_in_its_log()
    {
        var key = await MakeKeyAsync("berlin");
        await MakeKeyAsync("lyon");
        await File.WriteAllTextAsync(
            _scratch.In("network.conf"), $"p2pchain.names {{ \"{key}\" = \"Büro Berlin\" }}\n");
        var name = Regex.Escape($"Büro Berlin ({key[..8]}…)");
        await using (var berlin = Start("berlin"))
        await using (var lyon = Start("lyon"))
        {
            var listens = await berlin.ExpectAsync(@"listens on 127\.0\.0\.1:(\d+)");
            var port = int.Parse(listens.Groups[1].Value, CultureInfo.InvariantCulture);
            await berlin.ExpectAsync($"^key {name}  data ");
            await lyon.SendAsync($"connect 127.0.0.1 {port}");
            await lyon.ExpectAsync($@"^connected to 127\.0\.0\.1:{port} \({name}, height 0\)$");
            await lyon.SeenAsync($@"^peer 127\.0\.0\.1:{port}, {name}, connected$");
            await berlin.SendAsync("request laptop-001");
            await berlin.SeenAsync($@"^block 1 mined here: laptop-001 requested by me \(Büro Berlin, {key[..8]}…\)$");
            await lyon.SeenAsync($@"^block 1 from \S+: laptop-001 requested by {name}$");
            await lyon.SendAsync("items");
            await lyon.ExpectAsync($"^laptop-001\t{name}\tblock 1\t");
            await lyon.SendAsync("peers");
            await lyon.ExpectAsync($@"^127\.0\.0\.1:{port}\tconnected out\t.*\t{name}\tnamed\t");
            await lyon.SendAsync("request laptop-001");
            await lyon.ExpectAsync($"^laptop-001: refused: held by {name} since block 1$");
            const string Rights = "may request: yes · may mine: yes";
            await lyon.SendAsync("whoami");
            await lyon.ExpectAsync($@"^no name \(not in p2pchain\.names\) · key 0[23][0-9a-f]{{64}} · {Rights}$");
            await berlin.SendAsync("whoami");
            await berlin.ExpectAsync($"^Büro Berlin · key {key} · {Rights}$");
            await berlin.SendAsync("exit");
            await lyon.SeenAsync($@"^peer 127\.0\.0\.1:{port}, {name}, disconnected: ");
            lyon.EndInput();
            Assert.Equal(ExitCode.Refused, await lyon.ExitCodeAsync());
        }

        var log = await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(_scratch.In("lyon/logs"), "*.log")));
        Assert.Matches($"Peer .* connected, dialled, {name}", log);
        Assert.Matches($"Peer .* left, {name}: ", log);
    }

    private async Task<string> MakeKeyAsync(string site)
    {
        Directory.CreateDirectory(_scratch.In(site));
        using var signer = KeyFile.Open(_scratch.In($"{site}/node.pem"));
        await File.WriteAllTextAsync(
            _scratch.In($"{site}.conf"),
            $"include \"network.conf\"\np2pchain {{ listen = \"127.0.0.1:0\", data = \"{site}\" }}\n");
        return signer.PublicKey.Hex;
    }

    private NodeProcess Start(string site) => NodeProcess.Start(_scratch.Path, $"{site}.conf");
}
