namespace P2PChain.Node.Tests.Configuration;

public sealed class FirstArgumentTests
{
    [Fact]
    public void All_digits_are_a_port_on_this_machine_with_a_data_directory_of_its_own()
    {
        var loaded = new Sources { First = "6005" }.Loaded();
        Assert.Equal("127.0.0.1:6005", loaded.Config.GetString("p2pchain.listen"));
        Assert.Equal("./data/6005", loaded.Config.GetString("p2pchain.data"));
        Assert.Equal("first argument 6005", loaded.OriginOf("p2pchain.listen")?.ToString());
    }

    [Fact]
    public void A_port_beats_the_environment_but_its_data_directory_does_not()
    {
        var loaded = new Sources
        {
            First = "6005",
            Environment = { ["P2PCHAIN__LISTEN"] = "0.0.0.0:7000", ["P2PCHAIN__DATA"] = "/data" },
        }.Loaded();
        Assert.Equal("127.0.0.1:6005", loaded.Config.GetString("p2pchain.listen"));
        Assert.Equal("/data", loaded.Config.GetString("p2pchain.data"));
    }

    [Fact]
    public void An_option_beats_a_port()
    {
        var loaded = new Sources { First = "6005", Set = ["p2pchain.listen=0.0.0.0:6005", "p2pchain.data=d"] }.Loaded();
        Assert.Equal("0.0.0.0:6005", loaded.Config.GetString("p2pchain.listen"));
        Assert.Equal("d", loaded.Config.GetString("p2pchain.data"));
    }

    [Fact]
    public void Port_zero_brings_no_data_directory_with_it()
    {
        Assert.Equal("first argument 0: Port 0 takes any free port, so no data directory goes with it: "
            + "name one, as in --set p2pchain.data=./data/here.", new Sources { First = "0" }.Error());
        new Sources { First = "0", Environment = { ["P2PCHAIN__DATA"] = "/data" } }.Loaded();
    }

    [Theory]
    [InlineData("65536")]
    [InlineData("99999999999999999999")]
    public void Digits_that_are_no_port_are_refused(string digits) =>
        Assert.Equal($"first argument: {digits} is not a port: give one of 0 … 65535, "
            + $"or ./{digits} for a file of that name.",
            new Sources { First = digits }.Error());

    [Theory]
    [InlineData("~/berlin.conf")]
    [InlineData("~anna/berlin.conf")]
    [InlineData("~")]
    public void A_home_directory_is_refused_for_only_a_shell_knows_it(string path)
    {
        var problem = $"Only a shell replaces ~ by a home directory: write the whole path, or ./{path} for that very name.";
        Assert.Equal($"first argument: {problem}", new Sources { First = path }.Error());
        Assert.EndsWith(
            problem, new Sources { First = "a.conf", Files = { ["a.conf"] = $"include \"{path}\"" } }.Error(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void An_empty_one_is_refused_because_a_script_lacks_a_variable(string argument) =>
        Assert.Equal("first argument: It is empty: name a file or a port.", new Sources { First = argument }.Error());

    [Fact]
    public void A_path_to_a_file_of_digits_is_a_file() =>
        Assert.Equal("x", new Sources { First = "./6005", Files = { ["6005"] = "p2pchain.listen = x" } }.Loaded()
            .Config.GetString("p2pchain.listen"));

    [Fact]
    public void A_file_that_is_not_there_is_one_sentence() =>
        Assert.Equal("nod.conf: The file cannot be read, there is no file "
            + $"{Path.Combine(Sources.Home, "nod.conf")}: check the name.",
            new Sources { First = "nod.conf" }.Error());
}
